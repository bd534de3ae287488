"""A cluster of Spark that two workers of its own make: real, and started as quickly as Java can be."""

import pytest

#: Of a program that lives for seconds most is spent on making it fast later, and on collecting garbage side by side.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"


@pytest.fixture
def cluster(monkeypatch):
    """Tell Spark to work on two workers."""
    conf = f'--conf "spark.executor.extraJavaOptions={JAVA}" --conf spark.sql.shuffle.partitions=2'
    master = f'--master local-cluster[2,1,1024] --driver-java-options "{JAVA}"'
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{master} {conf} pyspark-shell")
