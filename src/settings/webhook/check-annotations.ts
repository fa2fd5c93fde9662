// What is wrong with the annotations that are added to every event.
import { formatBytes } from '../../core/byte-size.ts';
import { nearest } from '../../core/nearest.ts';
import { remarkError, type WebhookRemark } from './remark.ts';
import type { WebhookSettings } from './wanted.ts';

/** As of the annotations of an object. Source: k8s.io/apimachinery pkg/api/validation, TotalAnnotationSizeLimitB. */
const MOST_BYTES = 256 * 1024;

const variables = ['cluster', 'node', 'context', 'uid'];

/** Keys must be qualified names as Kubernetes has them, values not empty. */
export function checkAnnotations({ set }: WebhookSettings['annotations']): readonly WebhookRemark[] {
  const bytes = [...set].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return [
    ...[...set].flatMap(([key, value]) =>
      [keyFault(key), valueFault(value)].flatMap((message) =>
        message === null ? [] : [remarkError(`webhook.annotations.set["${key}"]`, message)],
      ),
    ),
    ...(bytes > MOST_BYTES
      ? [
          remarkError(
            'webhook.annotations.set',
            `${formatBytes(bytes)} are more than the ${formatBytes(MOST_BYTES)} of an object`,
          ),
        ]
      : []),
  ];
}

/** Source: k8s.io/apimachinery pkg/util/validation, IsQualifiedName. */
function keyFault(key: string): string | null {
  const [prefix, name = '', ...more] = key.includes('/') ? key.split('/') : [null, key];
  if (more.length > 0) return 'is not a qualified name: it has more than one slash';
  if (name.length === 0) return 'has no name';
  if (name.length > 63) return `has a name of ${name.length} characters, and 63 are the most`;
  if (!/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(name))
    return `"${name}" must be letters, digits, "-", "_" and ".", with a letter or digit at both ends`;
  if (prefix === null || prefix === undefined) return null;
  if (prefix.length > 253) return `has a prefix of ${prefix.length} characters, and 253 are the most`;
  const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
  return prefix.split('.').every((part) => label.test(part)) ? null : `"${prefix}" is not a DNS name in lower case`;
}

function valueFault(value: string): string | null {
  if (value === '') return 'has no value';
  const unknown = [...value.matchAll(/\$\{([^}]*)\}/g)].find(([, name = '']) => !variables.includes(name));
  if (unknown === undefined) return null;
  const meant = nearest(unknown[1] ?? '', variables);
  return `${unknown[0]} is not known${meant === null ? `; there are ${variables.map((name) => `\${${name}}`).join(', ')}` : `; did you mean \${${meant}}?`}`;
}
