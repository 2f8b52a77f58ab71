// Replaces Node's module `child_process` in the bundle. The parser uses it only for external subcommands.
export default {};
