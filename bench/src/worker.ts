/** Process of one contestant. Runs the measures that the parent process requests and returns the results. */
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
