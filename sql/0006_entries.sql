-- Transactions end in another order than they begin: what is new in the ledger is told by their ids below a snapshot's oldest, never by time or number.
alter table entries add column xid xid8 not null default pg_current_xact_id();
create index entries_by_xid on entries (xid);
