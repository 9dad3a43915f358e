/** The smallest parts: amounts, instants, chips, buttons. */
import { useEffect, useRef, type ButtonHTMLAttributes, type ReactNode } from 'react';
import { useNow } from '../clock';
import { amountText, clockText, relativeText, zone } from '../format';
import { useStore } from '../store';

/** Class names without the empty ones. */
export const cx = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ');

/** An amount of credits: short on screen, exact on hover and on copy; tinted for a moment when it has changed. */
export function Amount({ value, className, signed }: { value: string; className?: string; signed?: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    element.current?.animate?.([{ background: 'color-mix(in srgb, var(--accent) 24%, transparent)' }, {}], {
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600,
    });
  }, [value]);
  const text = amountText(value);
  const plus = signed === true && !value.startsWith('-') && !/^0(\.0*)?$/.test(value) ? '+' : '';
  return (
    <span
      ref={element}
      title={value}
      data-exact={value}
      onCopy={(event) => {
        event.clipboardData.setData('text/plain', value);
        event.preventDefault();
      }}
      className={cx('rounded-sm tabular-nums', className)}
    >
      {plus}
      {text}
    </span>
  );
}

/** An instant on the chosen clock, with UTC on hover. */
export function Instant({ at, className }: { at: string; className?: string }) {
  const shown = useStore(zone);
  const now = useNow(60);
  return (
    <time dateTime={at} title={at} className={cx('whitespace-nowrap tabular-nums', className)}>
      {clockText(Date.parse(at), now, shown)}
    </time>
  );
}

/** How far an instant is from now, counting. */
export function Relative({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const shown = useStore(zone);
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={`${clockText(time, now, shown)} (${at})`} className={cx('tabular-nums', className)}>
      {relativeText(time, now)}
    </time>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

const TONES: Record<Tone, string> = {
  good: 'bg-good-bg text-good',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
  quiet: 'bg-sunk text-ink',
};

/** A word with a tone. */
export function Chip({ tone = 'quiet', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex items-center gap-1 rounded-full px-2 py-px text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

const KINDS = {
  main: 'bg-accent text-on-accent hover:opacity-90',
  plain: 'border border-edge/60 bg-panel text-ink hover:bg-sunk',
  bare: 'text-ink hover:bg-sunk',
  danger: 'bg-bad text-panel hover:opacity-90',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS;
  busy?: boolean;
}

export function Button({
  kind = 'plain',
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={cx(
        'inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-3 py-1 text-sm font-medium transition-opacity disabled:opacity-55',
        KINDS[kind],
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}

/** Text that is copied with one press. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const said = useRef<HTMLSpanElement>(null);
  return (
    <Button
      kind="bare"
      className="min-h-6 px-2 text-xs"
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          if (said.current) said.current.textContent = 'Copied';
          setTimeout(() => said.current && (said.current.textContent = label), 1500);
        });
      }}
    >
      <span ref={said} aria-live="polite">
        {label}
      </span>
    </Button>
  );
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="rounded border border-line bg-sunk px-1.5 font-mono text-xs">{children}</kbd>;
}
