/** What would a request get now? Asked while one types; nothing is taken. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useData } from '../../data';
import { factsOf } from '../../graphql';
import { PageTitle, mayRead } from '../../frame/frame';
import { EstimateDocument, type EstimateQuery } from '../../gql/graphql';
import { Amount, Chip } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { PaceAdvice } from '../../parts/pace';
import { Empty, Panel, Problem, Skeleton } from '../../parts/panel';
import { QuantityField } from '../../parts/quantity-field';
import { useScope } from '../../scope';
import { outcomeWord } from '../../words';
import { useSettled } from '../../use-settled';
import { OUTCOME_TONE } from '../overview/last-receipts';
import { Gates } from '../receipts/gates';
import { LayerSteps } from '../receipts/layer-steps';
import { PolicyLine } from '../receipts/policy-line';
import { AsCode } from './as-code';
import type { AskSearch } from './search';

const TYPING_MS = 200;
const FIRST_QUANTITY = '10000';

export function Ask() {
  const { viewer, catalog } = useScope();
  const search = useSearch({ strict: false }) as AskSearch;
  const navigate = useNavigate();
  const products = catalog?.products ?? [];
  const product = products.find(({ id }) => id === search.product) ?? products[0];
  const feature = product?.features.find(({ id }) => id === search.feature) ?? product?.features[0];
  const usage = Object.fromEntries(
    (feature?.dimensions ?? []).map((dimension, index) => [
      dimension,
      search.usage?.[dimension] ?? (index === 0 && search.usage === undefined ? FIRST_QUANTITY : '0'),
    ]),
  );
  const change = (part: Partial<AskSearch>) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...part }), replace: true } as never);
  const groups = search.groups
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const counted = Object.entries(usage).filter(([, quantity]) => quantity !== '0');
  const input = useSettled(
    JSON.stringify({
      subject: search.subject ?? viewer.subject,
      ...(groups === undefined ? {} : { groups }),
      product: product?.id ?? '',
      feature: feature?.id ?? '',
      mode: search.mode ?? 'ALL_OR_NOTHING',
      usage: counted.map(([dimension, quantity]) => ({ dimension, quantity })),
    }),
    TYPING_MS,
  );
  const asked = JSON.parse(input) as {
    subject: string;
    product: string;
    feature: string;
    mode: 'ALL_OR_NOTHING' | 'UP_TO';
    usage: { dimension: string; quantity: string }[];
  };
  const pause = asked.usage.length === 0 || asked.product === '';
  const { data, error, loading, retry } = useData(EstimateDocument, { input: asked }, { pause, live: true });

  return (
    <>
      <PageTitle>Ask</PageTitle>
      <div className="grid gap-4 xl:grid-cols-[minmax(18rem,2fr)_minmax(0,3fr)]">
        <Panel title="The request" className="self-start">
          <form className="grid gap-3" aria-label="The request" onSubmit={(event) => event.preventDefault()}>
            <div className="grid gap-3 sm:grid-cols-2">
              <SelectField
                label="Product"
                value={product?.id ?? ''}
                onChange={(event) => change({ product: event.target.value, feature: undefined, usage: undefined })}
              >
                {products.map(({ id }) => (
                  <option key={id}>{id}</option>
                ))}
              </SelectField>
              <SelectField
                label="Feature"
                value={feature?.id ?? ''}
                onChange={(event) => change({ feature: event.target.value })}
              >
                {(product?.features ?? []).map(({ id }) => (
                  <option key={id}>{id}</option>
                ))}
              </SelectField>
            </div>
            {Object.entries(usage).map(([dimension, quantity]) => (
              <QuantityField
                key={dimension}
                dimension={dimension}
                quantity={quantity}
                set={(value) => change({ usage: { ...usage, [dimension]: value } })}
              />
            ))}
            <SelectField
              label="If not all can be given"
              value={asked.mode}
              onChange={(event) => change({ mode: event.target.value === 'UP_TO' ? 'UP_TO' : undefined })}
            >
              <option value="ALL_OR_NOTHING">Give nothing</option>
              <option value="UP_TO">Give as much as there is</option>
            </SelectField>
            {mayRead(viewer) && (
              <div className="grid gap-3 sm:grid-cols-2">
                <TextField
                  label="Subject"
                  placeholder={viewer.subject}
                  value={search.subject ?? ''}
                  onChange={(event) => change({ subject: event.target.value || undefined })}
                />
                <TextField
                  label="Groups, with commas between"
                  value={search.groups ?? ''}
                  onChange={(event) => change({ groups: event.target.value || undefined })}
                />
              </div>
            )}
          </form>
        </Panel>
        <div className="grid min-w-0 content-start gap-4">
          <Panel
            title="What it would get"
            live
            actions={<span className="text-xs text-soft">as of now; nothing is taken</span>}
          >
            {pause ? (
              <Empty title="Ask for something">Give one quantity at least.</Empty>
            ) : error ? (
              factsOf(error).code === 'BAD_USER_INPUT' ? (
                <p className="text-sm text-bad">{factsOf(error).message}</p>
              ) : (
                <Problem error={error} retry={retry} />
              )
            ) : loading || !data?.estimateAccess ? (
              <Skeleton rows={5} />
            ) : (
              <Answer
                estimate={data.estimateAccess}
                subject={asked.subject}
                wanted={`${asked.product}/${asked.feature}`}
              />
            )}
          </Panel>
          {!pause && (
            <Panel title="The same as a check">
              <AsCode input={asked} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

interface AnswerProps {
  estimate: NonNullable<EstimateQuery['estimateAccess']>;
  subject: string;
  wanted: string;
}

function Answer({ estimate, subject, wanted }: AnswerProps) {
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Chip tone={OUTCOME_TONE[estimate.outcome] ?? 'quiet'}>{outcomeWord(estimate.outcome)}</Chip>
        <span className="text-sm">{estimate.message}</span>
      </div>
      <p className="text-sm">
        It costs <Amount value={estimate.requested} className="text-xl font-semibold" />, and would get{' '}
        <Amount value={estimate.granted} className="text-xl font-semibold" />.
      </p>
      {estimate.outcome !== 'DENIED' && <PaceAdvice pace={estimate.pace} />}
      <LayerSteps layers={estimate.layers} draws={estimate.draws} />
      <Gates receipt={estimate} subject={subject} wanted={wanted} />
      <PolicyLine policy={estimate.policy} when="serves now" />
    </div>
  );
}
