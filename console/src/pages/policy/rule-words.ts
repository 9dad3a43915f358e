/** What a rule had to do with a request, in words. */

const WORDS: Record<string, string> = {
  DECIDED: 'It decided.',
  APPLIED: 'It took effect.',
  OUTWEIGHED: 'It allows, and a deny outweighs it.',
  RULED_OUT: 'Another rule says never of its layer.',
  OTHER_RANK: 'Another rule gives its layer first.',
  LESS_SPECIFIC: 'Rules of a more specific object speak in its place.',
  LATER: 'It says the same as the one that decided, and stands behind it.',
  WHO: 'It speaks of somebody else.',
  OBJECT: 'It speaks of something else.',
  ACTION: 'It speaks of another action.',
  SESSION: 'It is about sessions, and the request names none.',
};

export const ruleWord = (outcome: string): string => WORDS[outcome] ?? outcome;

const ELSEWHERE: readonly string[] = ['WHO', 'OBJECT', 'ACTION', 'SESSION'];
/** Whether a rule is about the request at all. */
export const took = (outcome: string): boolean => !ELSEWHERE.includes(outcome);
