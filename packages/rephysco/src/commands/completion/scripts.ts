/** Script for bash 3.2 and later, without the package bash-completion. It never evaluates the typed line. */
const bash = `# bash completion for rephysco: source <(rephysco completion bash)
_rephysco() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done < <(rephysco complete --shell bash --breaks="$COMP_WORDBREAKS" --line="\${COMP_LINE:0:$COMP_POINT}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && type compopt >/dev/null 2>&1; then
    compopt -o nospace
  fi
}
complete -F _rephysco rephysco
`;

const zsh = `#compdef rephysco
# zsh completion for rephysco: source <(rephysco completion zsh)
_rephysco() {
  local line value
  local -a values shown folders
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    if [[ $value == */ ]]; then
      folders+=("$value")
    else
      values+=("$value")
      shown+=("\${value}\${\${line#*$'\\t'}:+  -- \${line#*$'\\t'}}")
    fi
  done < <(rephysco complete --shell zsh --line="\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)
  (( $#values )) && compadd -l -d shown -a values
  (( $#folders )) && compadd -S '' -a folders
  return 0
}
if [[ $funcstack[1] == _rephysco ]]; then
  _rephysco "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }
  compdef _rephysco rephysco
fi
`;

const fish = `# fish completion for rephysco: rephysco completion fish | source
complete -c rephysco -f -a '(rephysco complete --shell fish --line=(commandline -cp | string collect) 2>/dev/null)'
`;

const pwsh = `# PowerShell completion for rephysco: rephysco completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName rephysco -ScriptBlock {
  param($word, $ast, $cursor)
  $line = $ast.ToString().PadRight($cursor).Substring(0, $cursor)
  rephysco complete --shell pwsh "--line=$line" 2>$null | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
  }
}
`;

/** Completion scripts by the name of their shell. */
export const scripts: Readonly<Record<string, string>> = { bash, zsh, fish, pwsh };
