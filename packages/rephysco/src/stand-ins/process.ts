// In place of Node's module `process` in the bundle, whose import makes all three standard streams, asked for or not.
export default process;
