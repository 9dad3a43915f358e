-- Automatic top-up buys only while the one who agreed to it may still purchase, and what somebody may do depends on
-- their groups.

-- groups: those of the caller. Null: from before they were kept, and from older processes that still serve.
alter table top_up_consent add column groups text[];
