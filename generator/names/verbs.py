"""The words of APIs that say what is done, and whether a word is a plural."""

from __future__ import annotations

from generator.names.words import singular
from generator.text import names_in

__all__ = ["STANDARD", "begins_with_verb", "is_own_verb", "is_plural"]

STANDARD = {
    **dict.fromkeys(("get", "retrieve", "fetch", "read", "show", "view"), "get"),
    **dict.fromkeys(("describe", "find", "query", "load", "lookup"), "get"),
    **dict.fromkeys(("list", "index"), "list"),
    **dict.fromkeys(("create", "add", "new", "insert"), "create"),
    **dict.fromkeys(("update", "modify", "edit", "partial"), "update"),
    **dict.fromkeys(("delete", "remove", "destroy", "del"), "delete"),
    "replace": "replace",
    **dict.fromkeys(("post", "put", "patch", "head", "options", "trace"), ""),
}
"""The standard verb that each verb of an operationId stands for; an HTTP method stands
for none.
"""

_VERBS = frozenset(names_in("""
    abort accept ack acknowledge activate add adjust advance allocate append apply
    approve archive assign associate attach authenticate authorize begin bind boot
    buy calculate cancel capture change claim clear clone close collect compact
    complete compute configure connect consume contains convert copy count crawl create
    deactivate decline decode decrypt delete deny deploy deprecate deregister
    destroy detach disable disassociate discard disconnect discover dismiss dispatch
    dispute downgrade duplicate edit embed enable encode encrypt end enqueue enrol
    enroll enter erase estimate evaluate evict exclude execute exists expand expire
    extend extract fail fetch finalize find finish fire flush force generate get
    give grant handle ignore impersonate include increment ingest initialize
    initiate insert inspect install instantiate introspect invalidate invoke issue
    join kick kill launch leave liquidate list logout lookup mark match merge
    migrate modify move mute notify open optimize parse patch pause perform ping
    place poll populate predict prepare prepay preview promote provision purge put
    query quit reactivate read reassign reboot rebuild recalculate recover redact
    redeem refresh refund regenerate register reindex reinstall release reload
    remove rename render renew reopen reorder repair replace replay reply reprocess
    rerank rerun resend reserve reset resize resolve respond restart resume retrieve
    retry return reveal reverse revert review revoke rollback rotate run save score
    screenshot scroll seek select send set shutdown sign simulate skip snooze spawn
    split star start stop stream submit subscribe suggest suspend swap switch sync
    synchronize toggle tokenize transcribe translate trigger truncate try unarchive
    unassign unban unblock uncancel undelete undo unfollow unfreeze uninstall unlink
    unlock unmerge unmute unpause unpin unpublish unregister unschedule unset
    unshare unstar unsubscribe unsuspend unvote unwatch update upgrade upsert
    validate verify void vote wait wake withdraw write
    """))
"""Words that are hardly ever nouns in the names of resources."""

_AMBIGUOUS = frozenset(names_in("""
    batch bulk check compare confirm download export freeze import invite mass multi
    post publish reject restore search summarize upload
    """))
"""Words that are verbs, but not before a plural: ``import_jobs``."""

_ALONE = frozenset(names_in("""
    access audit backup ban block build burn call deposit draft follow fork index link
    load lock login mint pay pin play rate scan schedule share stake tag test transfer
    transform watch
    """))
"""Words that are verbs only without another word: ``lock``, but not ``lock_state``."""

_ALL_VERBS = _VERBS | _AMBIGUOUS | _ALONE

_NO_PLURAL = frozenset(names_in("""
    alias analytics atlas aws basis bias canvas css dns economics gps graphics https ios
    is jwks kubernetes lens mms news oss os physics sms sas saas paas sys tls ops js this was
    contains has progress exists
    """))
_PLURAL = frozenset(names_in("""
    apis children cpus criteria emojis feet geese gpus indices ips kpis media menus men
    mice mlis people sdks skus statuses taxis uis uris vertices vpcs wikis women
    """))


def is_plural(name: str) -> bool:
    """Return whether the last word of a name in snake case is a plural."""
    word = name.rpartition("_")[2]
    if word in _PLURAL:
        return True
    return word not in _NO_PLURAL and singular(word) != word


def begins_with_verb(name: str) -> bool:
    """Return whether a name in snake case says what is done: ``mark_paid``, ``import``,
    but not ``import_jobs``.
    """
    first, _, rest = name.partition("_")
    if first == "post":
        return bool(rest) and not is_plural(name)
    if first in _AMBIGUOUS:
        return not (rest and is_plural(name))
    return first in _VERBS or (first in _ALONE and not rest)


def is_own_verb(word: str) -> bool:
    """Return whether a word of an operationId is a verb other than the standard ones."""
    return word not in STANDARD and word in _ALL_VERBS
