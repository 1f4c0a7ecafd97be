-- triggers.sql: what happens by itself when a table changes.

-- Versions of what answers are made of: see raise_version. A statement's triggers see all of its rows at once. Columns named
-- behind the version's name are those that no answer depends on. TRUNCATE shows no rows: it raises every tenant's version.

create or replace trigger tenant_versions_insert after insert on tenant
    referencing new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger tenant_slots_insert after insert on tenant
    referencing new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger tenant_versions_update after update on tenant
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version(
        'facts', 'quiet_ms', 'reply_deadline_ms', 'running_jobs_limit', 'daily_budget_microdollars', 'analyze_after_ms');

create or replace trigger prompt_versions_insert after insert on prompt
    referencing new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger prompt_versions_update after update on prompt
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger prompt_versions_delete after delete on prompt
    referencing old table as old_rows for each statement execute function raise_version('facts');
create or replace trigger prompt_versions_truncate after truncate on prompt
    for each statement execute function raise_version('facts');

create or replace trigger knowledge_versions_insert after insert on knowledge
    referencing new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger knowledge_versions_update after update on knowledge
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger knowledge_versions_delete after delete on knowledge
    referencing old table as old_rows for each statement execute function raise_version('facts');
create or replace trigger knowledge_versions_truncate after truncate on knowledge
    for each statement execute function raise_version('facts');

create or replace trigger listing_versions_insert after insert on listing
    referencing new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger listing_versions_update after update on listing
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version('facts');
create or replace trigger listing_versions_delete after delete on listing
    referencing old table as old_rows for each statement execute function raise_version('facts');
create or replace trigger listing_versions_truncate after truncate on listing
    for each statement execute function raise_version('facts');

create or replace trigger agent_versions_insert after insert on agent
    referencing new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger agent_versions_update after update on agent
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger agent_versions_delete after delete on agent
    referencing old table as old_rows for each statement execute function raise_version('slots');
create or replace trigger agent_versions_truncate after truncate on agent
    for each statement execute function raise_version('slots');

create or replace trigger viewing_hours_versions_insert after insert on viewing_hours
    referencing new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger viewing_hours_versions_update after update on viewing_hours
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger viewing_hours_versions_delete after delete on viewing_hours
    referencing old table as old_rows for each statement execute function raise_version('slots');
create or replace trigger viewing_hours_versions_truncate after truncate on viewing_hours
    for each statement execute function raise_version('slots');

-- Whose viewing it is says nothing about when there is a free time: merging two contacts raises no version.
create or replace trigger appointment_versions_insert after insert on appointment
    referencing new table as new_rows for each statement execute function raise_version('slots');
create or replace trigger appointment_versions_update after update on appointment
    referencing old table as old_rows new table as new_rows for each statement execute function raise_version(
        'slots', 'contact_id', 'conversation_id', 'turn_id');
create or replace trigger appointment_versions_delete after delete on appointment
    referencing old table as old_rows for each statement execute function raise_version('slots');
create or replace trigger appointment_versions_truncate after truncate on appointment
    for each statement execute function raise_version('slots');

-- Prompts: every change is a version, and every version is kept.

create or replace trigger prompt_number before insert or update on prompt
    for each row execute function number_prompt();
create or replace trigger prompt_record after insert or update on prompt
    for each row execute function record_prompt();

-- What search reads. Only what it is made of makes it anew: the dictionary takes half a second to load.

create or replace trigger knowledge_questions
    after insert or update of tenant_id, knowledge_id, topic, questions on knowledge
    for each row execute function make_knowledge_questions();
create or replace trigger listing_search
    before insert or update of summary_he, summary_en, area_he, area_en, address_he, address_en on listing
    for each row execute function make_listing_search();
create or replace trigger listing_terms
    after insert or update of tenant_id, summary_he, summary_en, area_he, area_en, address_he, address_en on listing
    for each row execute function make_listing_terms();
