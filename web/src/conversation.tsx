import { CachedProfilePicture } from 'profile-picture-cache';
import { memo } from 'react';
import { others } from './people';

const LINES = [
  { at: '09:12', text: 'The kiln is free on Saturday. Who brings the glaze samples?' },
  { at: '09:15', text: 'Me! Also lemon cake, if somebody reminds me on Friday.' },
  { at: '09:21', text: 'Consider yourself reminded.' },
];

/** Shown last: the one without a picture keeps the initials. */
const speakers = [others[0], others[4], others[others.length - 1]];

/** A strip of comments by people who are no friends yet. */
export const Conversation = memo(function Conversation() {
  return (
    <section className="card conversation" aria-labelledby="conversation-title">
      <h2 id="conversation-title">Studio neighbours</h2>
      <ul className="comments" data-testid="comments">
        {LINES.map(({ at, text }, index) => {
          const person = speakers[index];
          if (person === undefined) return null;
          return (
            <li key={at} className="comment">
              <CachedProfilePicture
                className="picture"
                userId={person.id}
                name={person.name}
                size={36}
                alt=""
              />
              <div>
                <p className="comment-head">
                  <strong>{person.name}</strong> <time>{at}</time>
                </p>
                <p>{text}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
});
