-- Side jobs (shadow, audit, judge, warm) are bought and booked as any other and announced to nobody; a job's arms are its places in experiments.
alter type attempt_purpose add value 'classify';
alter table jobs add column side text check (side in ('shadow', 'audit', 'judge', 'warm'));
alter table jobs add column side_of uuid;
alter table jobs add column arms text[];

create index jobs_of_side on jobs (side, ended_at) where side is not null;
create index jobs_of_arms on jobs (ended_at) where arms is not null;

create trigger jobs_pinned after update on jobs for each row
    when ((old.side, old.side_of, old.arms) is distinct from (new.side, new.side_of, new.arms))
    execute function refuse('what a job is for is fixed when it is opened');
