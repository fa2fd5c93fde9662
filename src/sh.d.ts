// A bash program stands in a file of its own, is imported as its text, and runs with `bash -c TEXT NAME ARGUMENTS…`.
declare module '*.sh' {
  const text: string;
  export default text;
}
