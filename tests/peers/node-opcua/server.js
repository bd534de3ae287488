// A machine as a server of another maker: node-opcua with the companion models of models.js (KIND).
// Everything comes by environment; one JSON line on standard output says that it is ready. Loopback only.
"use strict";
const fs = require("fs");
const path = require("path");
const o = require("node-opcua");
const models = require("./models");

const env = process.env;
const POLICIES = (env.POLICIES || "Basic256Sha256,Aes256_Sha256_RsaPss").split(",");
const MODES = (env.MODES || "SignAndEncrypt").split(",");

// One machining cycle of three and a half seconds: approach, cut, hold, cut, hold, return. Nothing moves unless the
// program is active.
const PHASES = [
  { until: 0.4, execution: "READY", from: 0, to: 0, rpm: 0, load: 0 },
  { until: 1.2, execution: "ACTIVE", from: 0, to: 180, rpm: 9000, load: 45 },
  { until: 1.5, execution: "FEED_HOLD", from: 180, to: 180, rpm: 9000, load: 5 },
  { until: 2.2, execution: "ACTIVE", from: 180, to: 300, rpm: 9000, load: 60 },
  { until: 2.5, execution: "FEED_HOLD", from: 300, to: 300, rpm: 9000, load: 5 },
  { until: 3.2, execution: "ACTIVE", from: 300, to: 0, rpm: 0, load: 0 },
  { until: 3.5, execution: "PROGRAM_COMPLETED", from: 0, to: 0, rpm: 0, load: 0 },
];

function snapshot(seconds) {
  const at = seconds % PHASES[PHASES.length - 1].until;
  const number = PHASES.findIndex((phase) => at < phase.until);
  const phase = PHASES[number], begun = number ? PHASES[number - 1].until : 0;
  const length = phase.until - begun, share = (at - begun) / length;
  const x = phase.from + (phase.to - phase.from) * share, feed = Math.abs(phase.to - phase.from) / length;
  const power = 900 + (11000 * phase.load * phase.rpm) / 900000 + 4 * feed;
  return { execution: phase.execution, mode: "AUTOMATIC", program: "O1001", x, y: x / 2, z: -x / 20, feed,
    override: 100, spindle_speed: phase.rpm, spindle_load: phase.load, power };
}

async function main() {
  const certificates = new o.OPCUACertificateManager({ rootFolder: env.PKI, automaticallyAcceptUnknownCertificate: false });
  await certificates.initialize();
  // Certificates dropped into the folder are trusted from then on, as at the loopback factory.
  const known = new Set();
  const trust = async () => {
    for (const name of fs.readdirSync(env.TRUSTED).filter((name) => name.endsWith(".der") && !known.has(name))) {
      known.add(name);
      await certificates.trustCertificate(fs.readFileSync(path.join(env.TRUSTED, name)));
    }
  };
  await trust();
  const trusting = setInterval(trust, 100);
  const server = new o.OPCUAServer({
    host: "127.0.0.1", hostname: "127.0.0.1", port: Number(env.PORT), // "host" binds, "hostname" only names
    resourcePath: "/UA/machine", maxConnectionsPerEndpoint: 50, allowAnonymous: true,
    serverInfo: { applicationUri: env.APPLICATION_URI, applicationName: { text: env.PRODUCT_NAME }, productUri: env.APPLICATION_URI },
    buildInfo: { productName: env.PRODUCT_NAME, manufacturerName: env.MANUFACTURER },
    serverCertificateManager: certificates,
    nodeset_filename: models.nodesets(env.KIND),
    securityModes: MODES.map((name) => o.MessageSecurityMode[name]),
    securityPolicies: POLICIES.map((name) => o.SecurityPolicy[name]),
    serverCapabilities: { maxBrowseContinuationPoints: Number(env.MAX_POINTS || 10), maxSessions: Number(env.MAX_SESSIONS || 20),
      maxMonitoredItemsPerSubscription: Number(env.MAX_ITEMS || 1000), maxMonitoredItems: Number(env.MAX_ITEMS || 10000),
      operationLimits: { maxNodesPerRead: Number(env.MAX_READ || 1000), maxNodesPerBrowse: Number(env.MAX_BROWSE || 500),
        maxMonitoredItemsPerCall: Number(env.MAX_ITEMS_PER_CALL || 1000) } },
  });
  await server.initialize();
  const space = server.engine.addressSpace, own = space.getOwnNamespace();
  const machine = models.build(space, env);
  // Models without an identification of Machinery (CNC, vision) have none to fill.
  const plate = machine.getComponentByName("Identification");
  const say = (name, value) => plate && plate.getPropertyByName(name).setValueFromSource(value);
  say("Manufacturer", { dataType: "LocalizedText", value: { text: env.MANUFACTURER } });
  say("Model", { dataType: "LocalizedText", value: { text: env.MODEL } });
  say("SerialNumber", { dataType: "String", value: env.SERIAL });
  say("ProductInstanceUri", { dataType: "String", value: `urn:test:peer:${env.MODEL}:${env.SERIAL}` });
  models.store(space, machine, Number(env.FOLDERS || 0), Number(env.CHILDREN || 0));
  models.spoil(space, machine, env.FAULTS || "");
  if (env.CLAIM) {
    const claimed = space.findNode("i=2269");
    claimed.bindVariable({ get: () => new o.Variant({ dataType: "String", arrayType: "Array", value: env.CLAIM.split("|") }) }, true);
  }

  // What clients may write, as an operator's panel would; the cycle leaves it alone.
  const writable = new Set((env.WRITABLE || "").split(",").filter(Boolean));
  const begun = Date.now(), variables = {};
  for (const [name, value] of Object.entries(snapshot(0))) {
    const dataType = typeof value === "string" ? "String" : "Double";
    variables[name] = own.addVariable({ componentOf: machine, browseName: name, nodeId: `s=${name}`, dataType,
      value: { dataType, value }, minimumSamplingInterval: 50,
      ...(writable.has(name) ? { accessLevel: "CurrentRead | CurrentWrite", userAccessLevel: "CurrentRead | CurrentWrite" } : {}) });
  }
  const timer = setInterval(() => {
    for (const [name, value] of Object.entries(snapshot((Date.now() - begun) / 1000)).filter(([name]) => !writable.has(name)))
      variables[name].setValueFromSource({ dataType: typeof value === "string" ? "String" : "Double", value });
  }, 50);
  await server.start();
  console.log(JSON.stringify({ endpoint: server.getEndpointUrl(), certificate: server.getCertificate().toString("hex"),
    namespace: own.namespaceUri, signals: Object.keys(variables) }));
  process.on("SIGTERM", async () => {
    clearInterval(timer);
    clearInterval(trusting);
    await server.shutdown(100);
    process.exit(0);
  });
}

main().catch((error) => { console.error(error); process.exit(1); });
