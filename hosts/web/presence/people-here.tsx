import { useMemo } from 'react';

import type { PresenceView } from '../../../core/client/presence-view.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Person } from '../../../core/vocabulary/people.js';
import type { Activity } from '../../../core/vocabulary/presence.js';
import { useClientState } from '../client/client-context.js';
import { countOf } from './count-of.js';
import { usePresence } from './use-presence.js';

/** Who is here, below the rooms: names with a dot or a ring, or the number alone in a crowd. */
export function PeopleHere() {
  const presence = usePresence('account');
  const people = useClientState((state) => state.people);
  const lines = useMemo(() => linesOf(presence, people), [presence, people]);
  if (presence === undefined || countOf(presence) === 0) return null;
  return (
    <section className="people-here" aria-label="People here" data-uncertain={!presence.certain}>
      <h2>
        Here now <span className="people-count">{countOf(presence)}</span>
        {presence.certain ? null : <span className="visually-hidden">, not certain</span>}
      </h2>
      <ul>
        {lines.map(({ person, activity }) => (
          <li key={person.id} className="person-line">
            <PresenceMark activity={activity} />
            <span className="person-name">{person.name}</span>
            {activity === 'away' ? <span className="visually-hidden">, away</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A filled dot for active, a ring for away: never told by colour alone. */
function PresenceMark({ activity }: { readonly activity: Activity }) {
  return <span className="presence-mark" data-activity={activity} aria-hidden="true" />;
}

interface Line {
  readonly person: Person;
  readonly activity: Activity;
}

/** Active people first, each by name. */
function linesOf(
  presence: PresenceView | undefined,
  people: ReadonlyMap<UserId, Person>,
): readonly Line[] {
  const lines = [...(presence?.people ?? [])].flatMap(([userId, activity]): readonly Line[] => {
    const person = people.get(userId);
    return person === undefined ? [] : [{ person, activity }];
  });
  return lines.sort((one, other) =>
    one.activity === other.activity
      ? one.person.name.localeCompare(other.person.name)
      : one.activity === 'active'
        ? -1
        : 1,
  );
}
