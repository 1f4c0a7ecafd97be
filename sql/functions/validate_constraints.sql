-- validate_constraints: looks whether old rows keep the constraints that a migration has made for new ones.
--
-- A row that breaks one is named in a warning and stays as it is until somebody mends it and installs again.
-- Called by: install.sql.
create or replace function validate_constraints() returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_constraint record;
begin
    for v_constraint in
        select k.conrelid::regclass as relation, k.conname
        from pg_constraint k
        where k.connamespace = 'shi'::regnamespace and not k.convalidated and k.conparentid = 0 and k.conislocal
        order by k.conrelid::regclass::text, k.conname
    loop
        begin
            execute format('alter table %s validate constraint %I', v_constraint.relation, v_constraint.conname);
        exception when check_violation then
            raise warning 'rows of % break %: mend them and run install.sql again',
                v_constraint.relation, v_constraint.conname;
        end;
    end loop;
end
$$;
comment on function validate_constraints is 'Looks whether old rows keep new constraints.';
