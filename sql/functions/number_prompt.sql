-- number_prompt: gives a changed prompt its version, the next that it never had, and the time.
--
-- Called by: a trigger (triggers.sql), also for a plain UPDATE.
create or replace function number_prompt() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_last integer;
begin
    if tg_op = 'UPDATE' and (new.tenant_id, new.medium, new.content) = (old.tenant_id, old.medium, old.content) then
        new.version := old.version;
        new.changed_at := old.changed_at;
        return new;
    end if;
    select max(r.version) into v_last
    from prompt_revision r
    where r.tenant_id = new.tenant_id and r.medium = new.medium;
    if tg_op = 'UPDATE' then
        v_last := greatest(v_last, old.version);
        new.version := v_last + 1;
        new.changed_at := now();
    else
        new.version := greatest(new.version, v_last + 1);
    end if;
    return new;
end
$$;
comment on function number_prompt is 'Gives a changed prompt its version.';
