/**
 * What a check would answer: the same decision, with nothing taken, stored or created.
 */
import { ObjectType } from 'type-graphql';
import { DecisionFields } from '../books/decision-fields.js';

@ObjectType({ description: 'What a check would answer now. Nothing is taken, stored or created.' })
export class AccessEstimate extends DecisionFields {
  tenantId!: string;
}
