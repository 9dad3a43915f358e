/**
 * What the live catalog says of a window of an account: its kind, zone and scope. The books know only what it counts.
 */
import { Ctx, Extensions, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Context } from '../api/context.js';
import { MOST_ENTRIES, WindowKind, windowView, type PlanWindow } from '../api/window-view.js';
import { WindowState } from '../books/balance.js';

const GONE = 'null where the plan no longer has the window';

@Resolver(() => WindowState)
export class WindowStateResolver {
  @FieldResolver(() => WindowKind, { nullable: true, description: `When its periods begin and end; ${GONE}.` })
  kind(@Root() window: WindowState, @Ctx() context: Context): WindowKind | null {
    return termsOf(window, context)?.kind ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The time zone whose clocks it goes by; null where it starts with its first use.',
  })
  zone(@Root() window: WindowState, @Ctx() context: Context): string | null {
    return termsOf(window, context)?.zone ?? null;
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [ID], {
    nullable: true,
    description: 'All of these products count in it, and the features beside; both null: everything does.',
  })
  products(@Root() window: WindowState, @Ctx() context: Context): string[] | null {
    return termsOf(window, context)?.products ?? null;
  }

  @Extensions({ longest: MOST_ENTRIES })
  @FieldResolver(() => [ID], { nullable: true, description: 'These features count in it, such as codex/gpt-5.5.' })
  features(@Root() window: WindowState, @Ctx() context: Context): string[] | null {
    return termsOf(window, context)?.features ?? null;
  }
}

function termsOf({ plan, window }: WindowState, { catalog, policy }: Context): PlanWindow | null {
  const terms = plan === null ? undefined : catalog.plans.get(plan)?.windows.find(({ name }) => name === window);
  if (!terms) return null;
  const { permissions } = policy;
  return windowView(terms, {
    catalog,
    meetsFeature: (product, feature) => permissions.allowsSomebody(`product:${product}/${feature}`, 'use'),
  });
}
