-- roles.sql: one role for each program, and the owner of everything, who cannot log in.
--
-- A program's role may execute the functions that the program calls and may read nothing else, so that a handler that
-- was broken into cannot read a conversation that it has no function for. Passwords, where connections need them, are
-- set by the DBA (alter role ... password ...), never here.

do $$
declare
    v_name text;
begin
    if not exists (select from pg_roles where rolname = 'shi_owner') then
        create role shi_owner nologin;
    end if;
    foreach v_name in array array[
        'shi_webhook', 'shi_send', 'shi_typing', 'shi_status', 'shi_worker', 'shi_admin'
    ] loop
        if not exists (select from pg_roles where rolname = v_name) then
            execute format('create role %I login', v_name);
        end if;
    end loop;
end
$$;

-- A connection that waits behind a lock, or whose program has died, gives up soon: others wait behind it.
alter role shi_webhook set statement_timeout = '5s';
alter role shi_send set statement_timeout = '5s';
alter role shi_typing set statement_timeout = '5s';
alter role shi_status set statement_timeout = '2s';
alter role shi_worker set statement_timeout = '5s';
alter role shi_webhook set idle_in_transaction_session_timeout = '5s';
alter role shi_send set idle_in_transaction_session_timeout = '5s';
alter role shi_worker set idle_in_transaction_session_timeout = '5s';

-- Programs look things up by whole keys and never read a table through. A plan that was made while a table was small, on the
-- first day or in a new month's partition, must not scan it, or all of a tenant's rows, when it has grown. No such plan
-- is worth compiling.
do $$
declare
    v_name text;
begin
    foreach v_name in array array['shi_webhook', 'shi_send', 'shi_typing', 'shi_status', 'shi_worker'] loop
        execute format('alter role %I set enable_seqscan = off', v_name);
        execute format('alter role %I set enable_bitmapscan = off', v_name);
        execute format('alter role %I set jit = off', v_name);
    end loop;
end
$$;

-- Without this line every new function could be executed by everybody.
alter default privileges for role shi_owner revoke execute on functions from public;
