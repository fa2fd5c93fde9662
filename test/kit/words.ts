// The words of this project: what a native reader stumbles over, and the field's standard term for it.

/** A word that is not written here, and what is written instead. */
export interface Avoided {
  readonly avoid: string;
  readonly write: string;
  /** Finds it in a line; what `allowed` finds is left out before. */
  readonly pattern: RegExp;
  readonly allowed?: RegExp;
}

/** .github/CONTRIBUTING.md prints this list; test/words.test.ts holds every text of the repository to it. */
export const avoidedWords: readonly Avoided[] = [
  { avoid: 'mend', write: 'fix; repair for what `doctor --fix` does', pattern: /\bmend(?:s|ed|ing)?\b/i },
  { avoid: 'anew', write: 'again', pattern: /\banew\b/i },
  {
    avoid: 'behind (in time or in a text)',
    write: 'after',
    pattern: /\bbehind\b/i,
    allowed: /\bbehind (?:a|the) (?:proxy|load balancer)\b|clock is .*behind/gi,
  },
  {
    avoid: 'takes (of a server or a program and its input)',
    write: 'accepts, rejects; reads',
    pattern:
      /\b(?:servers?|Kubernetes|kubelet|loader|kubectl|etcd|Go) (?:\w+ )?(?:takes?|took)\b(?! (?:a|an|the|its|\d+|some|no|about) ?(?:moments?|while|time|long|seconds?|\d))/i,
  },
  {
    avoid: 'is told (of), tells of',
    write: 'is given; reports, says',
    pattern: /\b(?:is|are|was|were|be|been) told\b|\btells? of\b/i,
    allowed: /\btold apart\b/gi,
  },
  { avoid: 'in force', write: 'in effect', pattern: /\bin force\b/i },
  {
    avoid: 'take back, taken back',
    write: 'undo, undone; revert',
    pattern: /\b(?:take|takes|took|taken|taking) (?:it |them |this |that )?back\b/i,
  },
  {
    avoid: 'take away',
    write: 'remove',
    pattern: /\b(?:take|takes|took|taken|taking) (?:it |them |this |that )?away\b/i,
  },
  {
    avoid: 'hasty, mute, goodbye, choke',
    write: 'quick; silent; a normal end; reject',
    pattern: /\b(?:hasty|mute|goodbye|chokes?)\b/i,
  },
  {
    avoid: 'whoever',
    write: 'the caller, the reader, the user',
    pattern: /\bwhoever\b/i,
    allowed: /\bwhoever (?:made|makes|wrote)\b/gi,
  },
];
