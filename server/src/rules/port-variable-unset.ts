import { problemRule } from './rule';

/** B18: a port is a variable without a value. */
export const portVariableUnset = problemRule({
  id: 'port-variable-unset',
  summary: 'A port is given by a variable that has no value.',
  category: 'resolution',
  severity: 'warning',
  since: '0.1.0',
  fixable: true,
  docs: {
    why: 'Compose replaces a variable without a value by nothing and goes on with a warning: `"${API_PORT}:3000"` becomes `":3000"`, which publishes a random port. In a Dockerfile an unset variable in `EXPOSE` exposes nothing; an `ARG` in front of the first `FROM` does not exist behind it unless it is declared again.',
    howToFix:
      'Give the variable a default (`${API_PORT:-3000}`), set it in the `.env` file of the project, or say that it is required (`${API_PORT:?set it}`). In a Dockerfile, declare `ARG` in the stage that uses it.',
    whenToIgnore:
      'When the variable is set by whoever starts the project, such as a pipeline. A variable that an example file like `.env.example` documents is an info only; variables with a default or with `:?` are never reported.',
  },
});
