/** Why a sign-in came to nothing; where the token was the reason, what the server needs beside what it got. */
import { Check, X } from 'lucide-react';
import type { SignInProblem } from './token';

export function ShowProblem({ problem }: { problem: SignInProblem }) {
  return (
    <div className="grid gap-3">
      <p role="alert" className="rounded-lg bg-bad-bg p-3 text-sm break-words text-bad">
        {problem.message}
      </p>
      {problem.claims.length > 0 && (
        <div role="region" aria-label="Claims" tabIndex={0} className="overflow-x-auto rounded-lg border border-line">
          <table className="w-full text-left text-xs">
            <caption className="px-3 py-2 text-left text-soft">What Spillway needs in the access token</caption>
            <thead className="text-soft">
              <tr className="border-b border-line">
                <th scope="col" className="px-3 py-1.5 font-medium">
                  Claim
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  Must be
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  Is
                </th>
              </tr>
            </thead>
            <tbody>
              {problem.claims.map(({ name, needed, found, good }) => (
                <tr key={name} className="border-b border-line align-top last:border-0">
                  <th scope="row" className="px-3 py-1.5 font-mono font-medium">
                    {name}
                  </th>
                  <td className="px-3 py-1.5">{needed}</td>
                  <td className={good ? 'px-3 py-1.5' : 'px-3 py-1.5 text-bad'}>
                    <span className="flex items-start gap-1">
                      {good ? (
                        <Check size={14} aria-label="good" className="mt-px shrink-0" />
                      ) : (
                        <X size={14} aria-label="wrong" className="mt-px shrink-0" />
                      )}
                      <span className="break-all">{found ?? 'missing'}</span>
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
