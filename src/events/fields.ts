// The fields of an event that can be filtered by, and how a pattern is compared with each.
import { resourceOf, type AuditEvent } from './audit-event.ts';
import { addressRange } from './cidr.ts';
import { glob } from './glob.ts';

type Test = (event: AuditEvent) => boolean;

/** One field: how a pattern becomes a test, and which text a line must hold for it to pass. */
export interface Field {
  /** A test of events for one pattern. */
  readonly test: (pattern: string) => Test;
  /**
   * Texts that each stand inside one JSON string of every line that passes. `whole` ones are all of
   * that string's end. Empty where nothing can be said.
   */
  readonly texts: (pattern: string) => readonly RequiredText[];
}

export interface RequiredText {
  readonly text: string;
  /** The string in the line ends with the text. */
  readonly ends: boolean;
}

/** The stretches of a glob between its stars. */
function globTexts(pattern: string): readonly RequiredText[] {
  const parts = pattern.split('*');
  return parts.map((text, index) => ({ text, ends: index === parts.length - 1 })).filter(({ text }) => text !== '');
}

function one(value: (event: AuditEvent) => string | undefined): Field {
  return {
    test(pattern) {
      const matches = glob(pattern);
      // An absent field has no text: only the empty pattern matches it, and "*" does not.
      return (event) => {
        const text = value(event) ?? '';
        return text === '' ? pattern === '' : matches(text);
      };
    },
    texts: globTexts,
  };
}

function any(values: (event: AuditEvent) => readonly string[] | undefined): Field {
  return {
    test(pattern) {
      const matches = glob(pattern);
      return (event) => (values(event) ?? []).some((value) => matches(value));
    },
    texts: globTexts,
  };
}

/** Part of the user agent; all of it where the pattern has a star. */
const userAgent: Field = {
  test(pattern) {
    const matches = pattern.includes('*') ? glob(pattern) : (value: string) => value.includes(pattern);
    return ({ userAgent: value = '' }) => matches(value);
  },
  texts: (pattern) => (pattern.includes('*') ? globTexts(pattern) : [{ text: pattern, ends: false }]),
};

/** The path and query, or the path alone. */
const url: Field = {
  test(pattern) {
    const matches = glob(pattern);
    return ({ requestURI = '' }) => matches(requestURI) || matches(requestURI.replace(/\?.*$/s, ''));
  },
  texts: (pattern) => globTexts(pattern).map(({ text }) => ({ text, ends: false })),
};

/** "pods", "pods/log", "deployments.apps", "deployments.apps/scale"; without a group, any group. */
const resource: Field = {
  test(pattern) {
    const { group, rest } = splitResource(pattern);
    const matches = glob(rest);
    const groupMatches = group === null ? () => true : glob(group);
    return (event) => {
      const { objectRef } = event;
      const name = objectRef?.resource ?? '';
      if (objectRef === undefined || name === '') return false;
      const { apiGroup = '', subresource = '' } = objectRef;
      return groupMatches(apiGroup) && matches(subresource === '' ? name : `${name}/${subresource}`);
    };
  },
  texts(pattern) {
    const { group, rest } = splitResource(pattern);
    return [group ?? '', ...rest.split('/')].flatMap(globTexts);
  },
};

function splitResource(pattern: string): { group: string | null; rest: string } {
  const [named = '', ...subresource] = pattern.split('/');
  const dot = named.indexOf('.');
  const plain = dot < 0 ? named : named.slice(0, dot);
  return { group: dot < 0 ? null : named.slice(dot + 1), rest: [plain, ...subresource].join('/') };
}

/** "403", or "4xx" for a whole class. */
const code: Field = {
  test(pattern) {
    const wanted = new RegExp(`^${pattern.replaceAll(/\D/g, String.raw`\d`)}$`);
    return ({ responseStatus }) => wanted.test(String(responseStatus?.code ?? ''));
  },
  texts: () => [],
};

/** An address however it is spelled, a range of addresses, or a pattern. */
const sourceIp: Field = {
  test(pattern) {
    const matches = addressRange(pattern) ?? glob(pattern);
    return ({ sourceIPs = [] }) => sourceIPs.some((address) => matches(address));
  },
  texts: (pattern) => (addressRange(pattern) === null ? globTexts(pattern) : []),
};

/** Every field by the name of its option. */
export const fields = {
  verb: one((event) => event.verb),
  user: one((event) => event.user?.username),
  group: any((event) => event.user?.groups),
  as: one((event) => event.impersonatedUser?.username),
  namespace: one((event) => event.objectRef?.namespace),
  resource,
  object: one((event) => event.objectRef?.name),
  level: one((event) => event.level),
  stage: one((event) => event.stage),
  code,
  sourceIp,
  userAgent,
  url,
  id: one((event) => event.auditID),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

/** What an event is counted under. */
export const countable = {
  verb: (event: AuditEvent) => event.verb ?? '',
  user: (event: AuditEvent) => event.user?.username ?? '',
  resource: (event: AuditEvent) => resourceOf(event) ?? '',
  namespace: (event: AuditEvent) => event.objectRef?.namespace ?? '',
  code: (event: AuditEvent) => String(event.responseStatus?.code ?? ''),
  'user-agent': (event: AuditEvent) => event.userAgent ?? '',
} as const;

export type Countable = keyof typeof countable;
