/* limits.h: every ceiling of détente in one place, each with its reason. */
#ifndef DTI_LIMITS_H
#define DTI_LIMITS_H

/* A record larger than this is no news story; a 2 GB line is refused before it is held. */
#define DTI_MAX_DOC_BYTES ((size_t)16 << 20)
/* One arena (one document) may grow to this: text, tokens and trees of DTI_MAX_DOC_BYTES fit.
 */
#define DTI_MAX_ARENA_BYTES ((size_t)1 << 30)
/* Sentences longer than this are cut: attention and tree costs grow with the square. */
#define DTI_MAX_SENT_TOKENS 512
/* A token longer than this is no word (base64, a URL of a tracker): it is cut. */
#define DTI_MAX_TOKEN_BYTES 1024
/* Proposals looked at in one sentence; "a sentence with 500 verbs" stays bounded. */
#define DTI_MAX_SENT_EVENTS 64
/* Mentions kept in one sentence; "a sentence with 10,000 actors" stays bounded. */
#define DTI_MAX_SENT_MENTIONS 256
/* Words in the longest name that is looked up. */
#define DTI_MAX_NAME_TOKENS 12
/* Actors in one slot of one event. */
#define DTI_MAX_SLOT_ACTORS 16
/* Depth of nested markup, archives in archives, JSON: past it the record is refused. */
#define DTI_MAX_NESTING 256
/* Elements and texts of one page: a page of DTI_MAX_DOC_BYTES of bare tags has more, no story does. */
#define DTI_MAX_PAGE_NODES ((size_t)1 << 20)
/* Diagnostics kept for one document; the rest is counted. */
#define DTI_MAX_DIAGNOSTICS 64

/* Archives in archives: a zip in a tar in a gz is the deepest seen in the wild. */
#define DTI_MAX_LAYERS 8
/* Folders in folders. */
#define DTI_MAX_FOLDER_DEPTH 64
/* Past this many unpacked bytes a stream that grows more than DTI_BOMB_RATIO times is a bomb. */
#define DTI_BOMB_BYTES ((uint64_t)64 << 20)
#define DTI_BOMB_RATIO 200

#endif
