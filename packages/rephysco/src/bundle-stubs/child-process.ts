// In place of Node's module `child_process`, which the parser would use for subcommands that are other programs.
export default {};
