# Builds the collector as one file for Windows: no Python is needed where it runs. Needs Python 3.11 and a network once.
# usage: setup\build-collector.ps1 [FOLDER]      the file is FOLDER\sekisho-collector.exe (default: var\collector)
# Written and resolved on Linux (requirements-collector-windows.lock: wheels for Windows only); not run on Windows there.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
$out = if ($args.Count -gt 0) { $args[0] } else { "var\collector" }
$python = ".venv-collector\Scripts\python.exe"
function Step { & $args[0] $args[1..($args.Count - 1)]; if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } }
if (-not (Test-Path $python)) { Step py -3.11 -m venv .venv-collector }
Step $python -m pip install --quiet --require-hashes --only-binary ":all:" -r requirements-collector-windows.lock
$env:PYTHONPATH = "src"
Step $python -m PyInstaller --noconfirm --log-level ERROR --distpath $out --workpath "$out\work" setup\collector.spec
Step "$out\sekisho-collector.exe" --version
