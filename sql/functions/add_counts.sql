-- add_counts: adds what a program has counted to the counters of the whole system.
--
-- Parameters: arrays of the same length: the counters' names, their labels (see counter.labels), how many more.
-- Called by: webhook, send, typing, worker, each second at most.
create or replace function add_counts(p_names text[], p_labels text[], p_values bigint[]) returns void
language sql
security definer
set search_path = shi, pg_temp
begin atomic
    insert into counter as c (name, labels, value)
    select u.name, u.labels, sum(u.value)::bigint
    from unnest(p_names, p_labels, p_values) as u (name, labels, value)
    group by u.name, u.labels
    -- In one order everywhere, so that two copies never wait for each other.
    order by u.name, u.labels
    on conflict (name, labels) do update set value = c.value + excluded.value;
end;
comment on function add_counts is 'Adds what a program has counted.';
