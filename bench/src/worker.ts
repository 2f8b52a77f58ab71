/** The process of one contestant: measures when it is told to, and tells what came of it. */
import { type ContestantName, loadContestant } from './contestant.ts';
import { type MeasureName, measures } from './measures.ts';

const [, , name, url = ''] = process.argv;
const create = await loadContestant(name as ContestantName);

process.on('message', (measure: MeasureName) => {
  measures[measure](create, url).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      console.error(name, measure, error);
      process.exit(1);
    },
  );
});
process.send?.({});
