-- create_partitions: makes the partitions of message and turn for this month and the months after it.
--
-- Parameters: p_months_ahead: how many months after this one. Result: how many partitions were made.
-- Called by: install.sql, upkeep().
create or replace function create_partitions(p_months_ahead integer) returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_table text;
    v_month timestamp;
    v_name  text;
    v_made  integer := 0;
begin
    foreach v_table in array array['message', 'turn'] loop
        for i in 0 .. p_months_ahead loop
            v_month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => i);
            v_name := format('%s_%s', v_table, to_char(v_month, 'YYYY_MM'));
            continue when to_regclass(v_name) is not null;
            execute format(
                'create table %I partition of %I for values from (%s) to (%s)',
                v_name, v_table,
                id_at(v_month at time zone 'UTC'), id_at((v_month + interval '1 month') at time zone 'UTC'));
            v_made := v_made + 1;
        end loop;
    end loop;
    return v_made;
end
$$;
comment on function create_partitions is 'Makes the monthly partitions that are missing.';
