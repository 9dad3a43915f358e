/**
 * What a check would answer: the same decision, with nothing taken, stored or created.
 */
import { Field, ObjectType } from 'type-graphql';
import type { LayerTrace } from '../core/layer-trace.js';
import { DecisionFields } from '../books/decision-fields.js';

@ObjectType({ description: 'What a check would answer now. Nothing is taken, stored or created.' })
export class AccessEstimate extends DecisionFields {
  tenantId!: string;
  /** The layers as the estimate found them. */
  trace!: LayerTrace[];

  @Field(() => Boolean, { description: 'ALLOWED or PARTIAL: whether a check would let the work begin.' })
  get proceed(): boolean {
    return this.outcome !== 'DENIED';
  }

  @Field(() => String, { description: 'One sentence for a person.' })
  get message(): string {
    return this.verdictSentence;
  }
}
