/** The module that the WebAssembly build makes (package.json, "imports"). */
declare module '#picture-core' {
  /** Starts the module and puts its classes on `target`, before it returns. */
  export default function create(target: object): unknown;
}
