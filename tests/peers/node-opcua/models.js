// What the machine of another maker holds: one companion model after the other, instantiated as its maker would.
// The PLCopen types come from a NodeSet written by hand for these tests (plcopen-test-double.xml).
"use strict";
const path = require("path");
const o = require("node-opcua");

const N = o.nodesets;
const URI = {
  di: "http://opcfoundation.org/UA/DI/",
  machinery: "http://opcfoundation.org/UA/Machinery/",
  machineTool: "http://opcfoundation.org/UA/MachineTool/",
  jobs: "http://opcfoundation.org/UA/Machinery/Jobs/",
  cnc: "http://opcfoundation.org/UA/CNC",
  robotics: "http://opcfoundation.org/UA/Robotics/",
  vision: "http://opcfoundation.org/UA/MachineVision",
  packML: "http://opcfoundation.org/UA/PackML/",
  jobControl: "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/",
  plcopen: "http://PLCopen.org/OpcUa/IEC61131-3/",
};

const index = (space, name) => space.getNamespaceIndex(URI[name]);
const typeOf = (space, name, type) => space.findObjectType(type, index(space, name));
const machines = (space) => space.findNode(`ns=${index(space, "machinery")};i=1001`);
const make = (space, name, type, how) =>
  typeOf(space, name, type).instantiate({ namespace: space.getOwnNamespace(), ...how });

// Every variable of the machine gets a value of its own type, as a machine that runs has one.
function fill(space, root) {
  const seen = new Set(), waiting = [root];
  while (waiting.length) {
    const node = waiting.pop();
    if (seen.has(node.nodeId.toString())) continue;
    seen.add(node.nodeId.toString());
    if (node.nodeClass === o.NodeClass.Variable && !node.readValue().statusCode.isGood())
      node.setValueFromSource({ dataType: "Null" }, o.StatusCodes.Good);
    waiting.push(...node.findReferencesExAsObject("Aggregates"));
  }
}

function machineTool(space, env) {
  return make(space, "machineTool", "MachineToolType",
    { browseName: env.DEVICE, organizedBy: machines(space), optionals: ["Identification.Model"] });
}

function jobs(space, machine) {
  return make(space, "jobs", "JobManagementType", { browseName: "JobManagement", componentOf: machine });
}

function cnc(space, env) {
  const machine = make(space, "cnc", "CncInterfaceType", { browseName: env.DEVICE, organizedBy: space.rootFolder.objects });
  const below = (list) => machine.getComponentByName(list);
  make(space, "cnc", "CncChannelType", { browseName: "Channel1", componentOf: below("CncChannelList") });
  make(space, "cnc", "CncAxisType", { browseName: "X", componentOf: below("CncAxisList") });
  make(space, "cnc", "CncSpindleType", { browseName: "S1", componentOf: below("CncSpindleList") });
  return machine;
}

function robot(space, env) {
  const devices = space.findNode(`ns=${index(space, "di")};i=5001`);
  const machine = make(space, "robotics", "MotionDeviceSystemType", { browseName: env.DEVICE, organizedBy: devices });
  const folder = (node, name) => node.getChildByName(name);
  const arm = make(space, "robotics", "MotionDeviceType", { browseName: "Arm", componentOf: folder(machine, "MotionDevices") });
  const axis = make(space, "robotics", "AxisType", { browseName: "Axis1", componentOf: folder(arm, "Axes") });
  const train = make(space, "robotics", "PowerTrainType", { browseName: "Train1", componentOf: folder(arm, "PowerTrains") });
  make(space, "robotics", "MotorType", { browseName: "Motor1", componentOf: train });
  const controller = make(space, "robotics", "ControllerType", { browseName: "Controller", componentOf: folder(machine, "Controllers") });
  make(space, "di", "SoftwareType", { browseName: "Firmware", componentOf: folder(controller, "Software") });
  make(space, "robotics", "TaskControlType", { browseName: "Task1", componentOf: folder(controller, "TaskControls") });
  make(space, "robotics", "SafetyStateType", { browseName: "Safety", componentOf: folder(machine, "SafetyStates") });
  axis.getComponentByName("ParameterSet").getComponentByName("ActualPosition").minimumSamplingInterval = 50;
  return machine;
}

function vision(space, env) {
  return make(space, "vision", "VisionSystemType", { browseName: env.DEVICE, organizedBy: space.rootFolder.objects });
}

// A vision system as OPC 40100-1 has it beside DI: in DeviceSet, with the nameplate of a device.
function seeing(space, env) {
  const devices = space.findNode(`ns=${index(space, "di")};i=5001`);
  const machine = make(space, "vision", "VisionSystemType", { browseName: env.DEVICE, organizedBy: devices });
  const lens = space.getOwnNamespace().addObject({ browseName: "Lens", componentOf: machine });
  [machine, lens].forEach((node) => addPlate(space, node));
  plate(lens, { Manufacturer: env.MANUFACTURER, Model: env.MODEL, SerialNumber: `lens-${env.SERIAL}` });
  return machine;
}

function addPlate(space, node) {
  for (const [name, dataType] of [["Manufacturer", "LocalizedText"], ["Model", "LocalizedText"], ["SerialNumber", "String"]])
    space.getOwnNamespace().addVariable({ propertyOf: node, dataType, value: { dataType: "Null" },
      browseName: { name, namespaceIndex: index(space, "di") } });
}

function plc(space, env) {
  const devices = space.findNode(`ns=${index(space, "di")};i=5001`);
  const machine = make(space, "plcopen", "CtrlConfigurationType", { browseName: env.DEVICE, organizedBy: devices });
  make(space, "plcopen", "CtrlResourceType", { browseName: "CPU1", componentOf: machine.getComponentByName("Resources") });
  return machine;
}

function line(space, env) {
  const machine = space.getOwnNamespace().addObject({ browseName: env.DEVICE, organizedBy: machines(space) });
  make(space, "machinery", "MachineIdentificationType",
    { browseName: { name: "Identification", namespaceIndex: index(space, "di") }, componentOf: machine, optionals: ["Model"] });
  make(space, "packML", "PackMLBaseObjectType", { browseName: "Unit", componentOf: machine });
  make(space, "jobControl", "ISA95JobOrderReceiverObjectType", { browseName: "Orders", componentOf: machine });
  return machine;
}

const MACHINE = [N.standard, N.di, N.ia, N.machinery];
const KINDS = {
  machinetool: { nodesets: [...MACHINE, N.isa95JobControl, N.machineryJobs, N.machineTool], build: machineTool },
  cnc: { nodesets: [N.standard, N.cnc], build: cnc },
  robot: { nodesets: [N.standard, N.di, N.ia, N.machinery, N.robotics], build: robot },
  vision: { nodesets: [N.standard, N.machineVision], build: vision },
  seeing: { nodesets: [N.standard, N.di, N.machineVision], build: seeing },
  plc: { nodesets: [N.standard, N.di, path.join(__dirname, "plcopen-test-double.xml")], build: plc },
  line: { nodesets: [...MACHINE, N.packML, N.isa95JobControl], build: line },
};

// The nameplate of OPC 10000-100, where KIND has it: of a robot the arm's, of a controller the resource's.
const plated = { robot: (machine) => machine.getChildByName("MotionDevices").getChildByName("Arm"),
  plc: (machine) => machine.getComponentByName("Resources").getComponentByName("CPU1"), seeing: (machine) => machine };
const PARTS = { robot: (machine) => [machine.getChildByName("Controllers").getChildByName("Controller"),
  machine.getChildByName("MotionDevices").getChildByName("Arm").getChildByName("PowerTrains").getChildByName("Train1").getChildByName("Motor1")] };

function plate(node, said) {
  for (const [name, value] of Object.entries(said)) {
    const at = node.getPropertyByName(name);
    if (!at) continue;
    const localized = ["Manufacturer", "Model"].includes(name);
    at.setValueFromSource({ dataType: localized ? "LocalizedText" : "String", value: localized ? { text: value } : value });
  }
}

// PLATES says the serial number of the machine and, behind a comma, of every part below it that has one.
function plates(space, machine, env) {
  const kind = (env.KIND || "machinetool").split(",")[0];
  if (!env.PLATES || !plated[kind]) return;
  const [own, part] = env.PLATES.split(",");
  const said = (serial) => ({ Manufacturer: env.MANUFACTURER, Model: env.MODEL, SerialNumber: serial, ProductInstanceUri: `urn:test:di:${serial}` });
  plate(plated[kind](machine), said(own));
  (PARTS[kind] ? PARTS[kind](machine) : []).forEach((node) => plate(node, said(part || "")));
}

// What a test takes away or spoils: paths below the machine, as "remove:A/B,bad:C,retype:D,closed:E".
function spoil(space, machine, faults) {
  for (const [what, where] of faults.split(",").filter(Boolean).map((fault) => fault.split(":"))) {
    const node = where.split("/").reduce((at, name) =>
      at.findReferencesExAsObject("HierarchicalReferences").find((child) => child.browseName.name === name), machine);
    if (what === "remove") space.deleteNode(node);
    if (what === "bad") node.setValueFromSource({ dataType: "Null" }, o.StatusCodes.BadDeviceFailure);
    if (what === "retype") node.dataType = o.resolveNodeId("i=7");
    if (what === "closed") node.accessLevel = node.userAccessLevel = 0;
  }
}

// Folders full of program variables, as a controller has them.
function store(space, machine, folders, children) {
  const own = space.getOwnNamespace();
  for (let number = 0; number < folders; number++) {
    const folder = own.addObject({ componentOf: machine, browseName: `Store${number}`, typeDefinition: "FolderType" });
    for (let child = 0; child < children; child++)
      own.addVariable({ componentOf: folder, browseName: `V${child}`, dataType: "Int32", value: { dataType: "Int32", value: child } });
  }
}

// KIND names one model or several; the first is the machine, the others stand beside it.
const kinds = (names) => (names || "machinetool").split(",").map((name) => KINDS[name]);
const nodesets = (names) => [...new Set(kinds(names).flatMap((kind) => kind.nodesets))];

function build(space, env) {
  const built = kinds(env.KIND).map((kind, number) =>
    kind.build(space, { ...env, DEVICE: number ? `${env.DEVICE}-${number}` : env.DEVICE }));
  if (env.JOBS) jobs(space, built[0]);
  built.forEach((machine) => fill(space, machine));
  plates(space, built[0], env);
  return built[0];
}

module.exports = { nodesets, build, spoil, store };
