-- take_response: the cached answer to normalised words, if the tenant's facts are still those that it was made of.
--
-- It counts the hit without waiting: for the disk, or for another turn that counts its own at this moment.
-- Result: the answer, or null.
-- Called by: worker.
create or replace function take_response(p_tenant_id bigint, p_language text, p_words text) returns text
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_reply text;
begin
    select r.reply into v_reply
    from response_cache r
    join tenant_version v on v.tenant_id = r.tenant_id and v.facts_version = r.facts_version
    where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words
        and r.expires_at > clock_timestamp();
    if not found then
        return null;
    end if;
    perform set_config('synchronous_commit', 'off', true);
    perform from response_cache r
    where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words
    for no key update skip locked;
    if found then
        update response_cache r
        set hits = r.hits + 1, last_hit_at = clock_timestamp()
        where r.tenant_id = p_tenant_id and r.language = p_language and r.words = p_words;
    end if;
    return v_reply;
end
$$;
comment on function take_response is 'The cached answer to a frequent message.';
