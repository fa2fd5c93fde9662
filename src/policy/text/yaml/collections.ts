// Reads the collections of a YAML document part by part, so that nesting costs no stack.
// Source of the behaviour: go.yaml.in/yaml/v2 parserc.go, the states of its machine.
import { unreachable } from '../../../core/unreachable.ts';
import type { Frame } from './frame.ts';
import { unexpected, type NodeReader } from './node-reader.ts';
import type { Token, TokenType } from './token.ts';

const blockValueEnds = new Set<TokenType>(['?', ':', 'block-end']);
const sequenceEnds = new Set<TokenType>(['-', 'block-end']);
const pairEnds = new Set<TokenType>([',', ']']);
const flowKeyEnds = new Set<TokenType>([':', ',', '}']);
const flowMappingEnds = new Set<TokenType>([',', '}']);
const indentlessEnds = new Set<TokenType>(['-', '?', ':', 'block-end']);

/** Reads the next part of the innermost open collection. */
export function step(reader: NodeReader, frame: Frame): void {
  switch (frame.kind) {
    case 'block-sequence':
      return blockSequence(reader);
    case 'indentless':
      return indentless(reader);
    case 'block-mapping':
      return blockMapping(reader, frame);
    case 'flow-sequence':
      return flowSequence(reader, frame);
    case 'pair':
      return pair(reader, frame);
    case 'flow-mapping':
      return flowMapping(reader, frame);
    default:
      return unreachable(frame.kind);
  }
}

function blockSequence(reader: NodeReader): void {
  const token = reader.scanner.peek();
  if (token.type === 'block-end') {
    reader.scanner.skip();
    reader.close();
  } else if (token.type === '-') {
    reader.take(token);
    reader.beginOr(sequenceEnds, true, false);
  } else {
    throw unexpected(token, 'a "- " entry is expected here', 'check the indentation');
  }
}

function indentless(reader: NodeReader): void {
  const token = reader.scanner.peek();
  if (token.type !== '-') {
    reader.close();
    return;
  }
  reader.take(token);
  reader.beginOr(indentlessEnds, true, false);
}

function blockMapping(reader: NodeReader, frame: Frame): void {
  if (frame.stage === 'value') {
    frame.stage = 'key';
    reader.mappingValue(blockValueEnds, true);
    return;
  }
  const token = reader.scanner.peek();
  if (token.type === 'block-end') {
    reader.scanner.skip();
    reader.close();
  } else if (token.type === '?') {
    reader.take(token);
    frame.stage = 'value';
    reader.beginOr(blockValueEnds, true, true);
  } else {
    throw unexpected(token, 'a "key:" is expected here', 'check the indentation');
  }
}

function flowSequence(reader: NodeReader, frame: Frame): void {
  const token = nextItem(reader, frame, ']');
  if (token === null) return;
  if (token.type === '?') {
    reader.take(token);
    reader.builder.open('pair', token.start, false);
  } else {
    reader.begin(token, false, false);
  }
}

/** A single pair inside a flow sequence: [a: b]. */
function pair(reader: NodeReader, frame: Frame): void {
  if (frame.stage === 'end') {
    reader.close();
  } else if (frame.stage === 'value') {
    frame.stage = 'end';
    reader.mappingValue(pairEnds, false);
  } else {
    frame.stage = 'value';
    const next = reader.scanner.peek();
    if (next.type === ':' || pairEnds.has(next.type)) {
      // libyaml skips the token itself here, and reads what follows as the value.
      reader.empty();
      reader.take(next);
    } else {
      reader.begin(next, false, false);
    }
  }
}

function flowMapping(reader: NodeReader, frame: Frame): void {
  if (frame.stage === 'value') {
    frame.stage = 'key';
    reader.mappingValue(flowMappingEnds, false);
    return;
  }
  if (frame.stage === 'end') {
    // A key alone, as in {a, b}.
    frame.stage = 'key';
    reader.empty();
    return;
  }
  const token = nextItem(reader, frame, '}');
  if (token === null) return;
  if (token.type === '?') {
    reader.take(token);
    frame.stage = 'value';
    reader.beginOr(flowKeyEnds, false, false);
  } else {
    frame.stage = 'end';
    reader.begin(token, false, false);
  }
}

/** The token that begins the next item of a flow collection; null when the collection is closed. */
function nextItem(reader: NodeReader, frame: Frame, end: ']' | '}'): Token | null {
  let token = reader.scanner.peek();
  if (token.type !== end && !frame.first) {
    if (token.type !== ',') {
      throw unexpected(token, `"," or "${end}" is expected here`, `a "${end === ']' ? '[' : '{'}" is still open`);
    }
    reader.take(token);
    token = reader.scanner.peek();
  }
  frame.first = false;
  if (token.type !== end) return token;
  reader.take(token);
  reader.close();
  return null;
}
