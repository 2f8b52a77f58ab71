import { money } from '../output/usage-line.ts';
import { type ChatCommands, tell } from './command.ts';

/** Commands for the state of the chat. */
export const statusCommands: ChatCommands = {
  tokens: {
    takes: '',
    about: 'count the tokens of the conversation so far',
    async run(session) {
      const { messages } = session.conversation;
      if (messages.length === 0) return tell(session, '0 tokens so far');
      const { tokens, method, bound } = await session.client.countTokens({ messages });
      const window = session.client.provider.model(session.model).contextWindow;
      const share = window ? `, ${((100 * tokens) / window).toFixed(1)} % of ${window}` : '';
      const sure = method === 'estimate' ? `estimate, at most ${bound} tokens off` : method;
      return tell(session, `${tokens} tokens (${sure})${share}`);
    },
  },
  cost: {
    takes: '',
    about: 'show the tokens and cost of this chat',
    run(session) {
      const { tokens, cost } = session.totals;
      return tell(session, `${tokens} tokens, ${cost ? money(cost) : 'price unknown'} since this chat was opened`);
    },
  },
  exit: { takes: '', about: 'leave; --continue resumes this conversation', run: () => 'exit' },
};
