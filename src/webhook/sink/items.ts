// The events of a request's body, each with its bytes and what a sink looks at.

/** What a sink looks at of an event; what is missing is empty. */
export interface Item {
  /** Its bytes in the request. */
  readonly bytes: Uint8Array;
  /** Its audit ID and its stage, which no two events share; empty where one of them is missing. */
  readonly identity: string;
  /** The name of its object. */
  readonly objectName: string;
  /** The event as a line of an audit log, with its newline: with its kind and apiVersion, which a request leaves out. */
  line(): Uint8Array;
}

/** The events of a body, one after the other. */
export interface Items {
  readonly count: number;
  /** What the list says of itself; empty where it says nothing. */
  readonly apiVersion: string;
  each(): Iterable<Item>;
}

/** Why a body is no list of events, and at which byte. */
export interface BodyFault {
  readonly fault: string;
  readonly offset: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Finds the events in a body. */
export function itemsOf(body: Uint8Array): Items | BodyFault {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    return { fault: `not JSON: ${String(error)}`, offset: 0 };
  }
  const { kind, apiVersion, items } = fieldsOf(value);
  if (kind !== 'EventList') return { fault: 'not an EventList', offset: 0 };
  if (!Array.isArray(items)) return { fault: 'items is not a list', offset: 0 };
  const version = textOf(apiVersion);
  return {
    count: items.length,
    apiVersion: version,
    *each() {
      for (const item of items) yield itemOf(Buffer.from(JSON.stringify(item)), version);
    },
  };
}

function itemOf(bytes: Uint8Array, listVersion: string): Item {
  const fields = fieldsOf(JSON.parse(Buffer.from(bytes).toString()));
  const [auditId, stage] = [textOf(fields['auditID']), textOf(fields['stage'])];
  return {
    bytes,
    identity: auditId === '' || stage === '' ? '' : `${auditId}\0${stage}`,
    objectName: textOf(fieldsOf(fields['objectRef'])['name']),
    line: () => lineOf(bytes, fields, listVersion),
  };
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

function lineOf(bytes: Uint8Array, fields: Fields, listVersion: string): Uint8Array {
  const missing = {
    ...('kind' in fields ? {} : { kind: 'Event' }),
    ...('apiVersion' in fields ? {} : { apiVersion: listVersion === '' ? 'audit.k8s.io/v1' : listVersion }),
  };
  const members = JSON.stringify(missing).slice(1, -1);
  const comma = members !== '' && Object.keys(fields).length > 0 ? ',' : '';
  // In JSON these stand between values only: within a string they are escaped.
  const rest = bytes.subarray(1).map((byte) => (byte === NEWLINE || byte === RETURN ? SPACE : byte));
  return Buffer.concat([Buffer.from(`{${members}${comma}`), rest, Buffer.from('\n')]);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
