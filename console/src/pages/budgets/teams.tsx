/** The teams that one is in or may read, as a tree: who the lines put into each, and the budgets that its members share. */
import { useState } from 'react';
import { useData } from '../../data';
import { TeamsDocument, type TeamsQuery } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { Button } from '../../parts/basics';
import { Panel, Shown } from '../../parts/panel';
import { BudgetCards } from './budget-cards';
import { budgetsCsv } from './files';

type Team = NonNullable<TeamsQuery['teams']>['nodes'][number];

/** A team below the one that it is in. */
export interface Branch {
  team: Team;
  below: readonly Branch[];
}

/** Teams as trees: each stands once, below the first of its parents that is there. */
export function treesOf(teams: readonly Team[]): Branch[] {
  const known = new Set(teams.map(({ id }) => id));
  const parentOf = ({ parents }: Team) => parents.find((parent) => known.has(parent)) ?? null;
  const under = (parent: string | null) => teams.filter((team) => parentOf(team) === parent);
  const branch = (team: Team): Branch => ({ team, below: under(team.id).map(branch) });
  return under(null).map(branch);
}

const STEP = 40;
/** What the API lists at once. */
const MOST = 200;

export function Teams({ open }: { open: (budget: string) => void }) {
  const [first, setFirst] = useState(STEP);
  const { data, error, loading, asking, retry } = useData(TeamsDocument, { first }, { live: true });
  const teams = data?.teams?.nodes ?? [];
  const budgets = teams.flatMap((team) => team.budgets.nodes);
  useBudgetsWatched(budgets.map(({ id }) => id));
  if (teams.length === 0 && !loading && !error) return null;
  return (
    <Panel
      live
      title="Teams"
      menu={{ document: TeamsDocument, variables: { first }, csv: budgetsCsv('team-budgets', budgets) }}
    >
      <Shown loading={loading} error={error} retry={retry}>
        <Branches branches={treesOf(teams)} open={open} />
        {data?.teams?.pageInfo.hasNextPage === true && first < MOST && (
          <div className="pt-3">
            <Button busy={asking} onClick={() => setFirst(Math.min(MOST, first + STEP))}>
              More teams
            </Button>
          </div>
        )}
      </Shown>
    </Panel>
  );
}

function Branches({ branches, open }: { branches: readonly Branch[]; open: (budget: string) => void }) {
  return (
    <ul className="grid gap-4">
      {branches.map(({ team, below }) => (
        <li key={team.id} data-team={team.id} className="grid gap-3">
          <Head team={team} shownUnder={below.map((each) => each.team.id)} />
          {team.budgets.nodes.length > 0 && <BudgetCards budgets={team.budgets.nodes} open={open} />}
          {team.budgets.pageInfo.hasNextPage && (
            <p className="text-xs text-soft">It has further budgets; the API lists them all.</p>
          )}
          {below.length > 0 && (
            <div className="border-l-2 border-line pl-3 sm:pl-5">
              <Branches branches={below} open={open} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** So many names are written out. */
const MOST_NAMES = 8;

function Head({ team: { id, named, parents, children }, shownUnder }: { team: Team; shownUnder: readonly string[] }) {
  const others = children.filter((child) => !shownUnder.includes(child));
  return (
    <div className="grid gap-0.5">
      <h3 className="text-sm font-semibold">{nameOf(id)}</h3>
      <p className="text-xs text-soft">
        {named.length === 0 ? 'Nobody by a line of its own' : listed(named)}
        {others.length > 0 && `; ${listed(others.map(nameOf))} too`}
        {parents.length > 0 && `; part of ${listed(parents.map(nameOf))}`}
      </p>
    </div>
  );
}

const nameOf = (team: string): string => team.replace(/^team:/, '');

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.replace(/^group:/, 'group '));
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${names.length - MOST_NAMES} more` : shown.join(', ');
}
