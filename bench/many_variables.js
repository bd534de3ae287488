// A server of many counters: each counts up by one every PERIOD ms, so a client can tell what it missed. Loopback only.
"use strict";
const o = require("node-opcua");

const env = process.env, COUNT = Number(env.COUNT), PERIOD = Number(env.PERIOD);

async function main() {
  const certificates = new o.OPCUACertificateManager({ rootFolder: env.PKI, automaticallyAcceptUnknownCertificate: true });
  await certificates.initialize();
  const server = new o.OPCUAServer({
    host: "127.0.0.1", hostname: "127.0.0.1", port: Number(env.PORT), // "host" binds, "hostname" only names
    resourcePath: "/UA/bench", maxConnectionsPerEndpoint: 50, allowAnonymous: true,
    serverInfo: { applicationUri: "urn:test:bench" }, serverCertificateManager: certificates,
    nodeset_filename: [o.nodesets.standard],
    securityModes: [o.MessageSecurityMode.SignAndEncrypt], securityPolicies: [o.SecurityPolicy.Basic256Sha256],
    serverCapabilities: { maxSessions: 50, maxMonitoredItemsPerSubscription: 100000, operationLimits: {
      maxNodesPerRead: 1000, maxMonitoredItemsPerCall: 1000 } },
  });
  await server.initialize();
  const own = server.engine.addressSpace.getOwnNamespace(), counters = [];
  for (let n = 0; n < COUNT; n++)
    counters.push(own.addVariable({ organizedBy: server.engine.addressSpace.rootFolder.objects, browseName: `C${n}`,
      nodeId: `s=C${n}`, dataType: "UInt32", value: { dataType: "UInt32", value: 0 }, minimumSamplingInterval: 0 }));
  let turn = 0;
  setInterval(() => {
    turn += 1;
    for (const counter of counters) counter.setValueFromSource({ dataType: "UInt32", value: turn });
  }, PERIOD);
  await server.start();
  console.log(JSON.stringify({ endpoint: server.getEndpointUrl() }));
  process.on("SIGTERM", () => process.exit(0));
}

main().catch((error) => { console.error(error); process.exit(1); });
