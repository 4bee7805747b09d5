/** Why the system refused, without the code of the error and the call: `not a directory` of `ENOTDIR: not a directory, lstat 'file'`. */
export function systemReason({ message }: Error): string {
  return message.replace(/^[A-Z]+: (.*?), \w+(?: '.*)?$/s, "$1");
}
