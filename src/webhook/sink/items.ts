// The events of a request's body, each with its bytes and what a sink looks at.
import { readBatch, type BodyFault } from '../body/batch.ts';
import { onOneLine } from '../splice/one-line.ts';

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
  each(): Iterable<Item>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Finds the events in a body. */
export function itemsOf(body: Uint8Array): Items | BodyFault {
  const batch = readBatch(body);
  if ('fault' in batch) return batch;
  const { apiVersion, items } = batch;
  return {
    *each() {
      for (let at = 0; at < items.length; at += 2) yield itemOf(body.subarray(items[at], items[at + 1]), apiVersion);
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

function lineOf(bytes: Uint8Array, fields: Fields, listVersion: string): Uint8Array {
  const missing = {
    ...('kind' in fields ? {} : { kind: 'Event' }),
    ...('apiVersion' in fields ? {} : { apiVersion: listVersion === '' ? 'audit.k8s.io/v1' : listVersion }),
  };
  const members = JSON.stringify(missing).slice(1, -1);
  const comma = members !== '' && Object.keys(fields).length > 0 ? ',' : '';
  const rest = Uint8Array.from(bytes.subarray(1));
  onOneLine(rest);
  return Buffer.concat([Buffer.from(`{${members}${comma}`), rest, Buffer.from('\n')]);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
