// References of container images: what a registry and an engine read as the name of one.

/** The longest name, without tag and digest. Source: distribution/reference, NameTotalLengthMax. */
const LONGEST = 255;

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const NAME = new RegExp(`^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/**
 * Why a text is no reference, or null when it is one: NAME, NAME:TAG, NAME@DIGEST, NAME:TAG@DIGEST.
 * Source: distribution/reference, the grammar in reference.go.
 */
export function imageReferenceProblem(text: string): string | null {
  if (text === '') return 'a reference is needed';
  const [tagged = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest)))
    return 'what follows "@" is not a digest, as sha256:… is';
  const colon = tagged.lastIndexOf(':');
  // A colon before a slash begins the port of the registry.
  const hasTag = colon > tagged.lastIndexOf('/');
  const name = hasTag ? tagged.slice(0, colon) : tagged;
  if (name.length > LONGEST) return `the name is longer than ${LONGEST} characters`;
  if (!NAME.test(name)) {
    return 'it is not a name of an image: lower-case letters and digits, with ".", "_", "-" and "/" between them';
  }
  return hasTag && !TAG.test(tagged.slice(colon + 1)) ? 'what follows ":" is not a tag' : null;
}
