// The home folder of the user.
import { userInfo } from 'node:os';

/** HOME where it is an absolute path, else what the system knows of the user; "/" for a user without a home folder. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['HOME'] ?? '';
  if (named.startsWith('/')) return named.replace(/(?<=.)\/+$/, '');
  try {
    const { homedir } = userInfo();
    return homedir.startsWith('/') ? homedir : '/';
  } catch {
    return '/';
  }
}
