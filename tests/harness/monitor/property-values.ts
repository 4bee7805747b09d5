import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type PlainObject, type PlainValue } from "./types";

/** Values in the engine's wire format: plain JSON with marker objects and the unknown string. */
export type WireObject = Readonly<Record<string, unknown>>;

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputValueSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** The string that stands for a value which is not known during a preview. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const secretMarker: PlainValue = { secret: true };
const unknownMarker: PlainValue = { unknown: true };

/** Wraps an output of a responder, so that the program sees a secret. */
export function secretValue(value: unknown): unknown {
  return { [signatureKey]: secretSignature, value };
}

/** An output of a responder that is not known yet. */
export function unknownOutput(): unknown {
  return unknownValue;
}

/** Reads a message's properties in wire format. */
export function readStruct(struct: Struct | undefined): WireObject {
  return struct?.toJavaScript() ?? {};
}

/** Makes a message of properties in wire format. Undefined properties are left out, as JSON does. */
export function writeStruct(properties: WireObject): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
}

/** Wire format → plain JSON in which no secret and no marker of the wire format is left. */
export function toPlainObject(properties: WireObject): PlainObject {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, toPlainValue(value)]));
}

/** Whether a value in wire format is a secret as a whole. */
export function isSecret(value: unknown): boolean {
  return (
    isObject(value) && (value[signatureKey] === secretSignature || (value[signatureKey] === outputValueSignature && value.secret === true))
  );
}

function toPlainValue(value: unknown): PlainValue {
  if (value === unknownValue) return unknownMarker;
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(toPlainValue);
  if (isObject(value)) return value[signatureKey] === undefined ? toPlainObject(value) : fromMarker(value);
  throw new Error(`not a value of the wire format: ${typeof value}`);
}

function fromMarker(marker: WireObject): PlainValue {
  const { [signatureKey]: signature, ...content } = marker;
  switch (signature) {
    case secretSignature:
      return secretMarker;
    case outputValueSignature:
      if (content.secret === true) return secretMarker;
      return "value" in content ? toPlainValue(content.value) : unknownMarker;
    case resourceSignature:
      return { resource: toPlainValue(content.urn) };
    case assetSignature:
      return { asset: toPlainObject(content) };
    case archiveSignature:
      return { archive: toPlainObject(content) };
    default:
      throw new Error(`unknown signature in a property value: ${String(signature)}`);
  }
}

function isObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
