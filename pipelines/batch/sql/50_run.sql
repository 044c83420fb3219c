/*
 * Closing hours.  The work is cut into pieces, each a transaction that finds
 * in the tables what is next, does it, and notes it there.  Killed at any
 * point, a run leaves the last piece undone, and whoever calls next goes on
 * with that piece.
 */

/*
 * The first hour from from_hour to before to_hour that is over and not
 * closed; to_hour NULL: whatever is over by now.
 */
CREATE FUNCTION @extschema@.next_hour(from_hour timestamptz, to_hour timestamptz) RETURNS timestamptz
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT h
    FROM generate_series(
             date_trunc('hour', $1, 'UTC'),
             least($2, date_trunc('hour', clock_timestamp(), 'UTC')) - interval '1 hour',
             interval '1 hour') AS h
    WHERE NOT EXISTS (SELECT FROM @extschema@.run AS r WHERE r.hour = h AND r.step = 'closed')
    ORDER BY h
    LIMIT 1
$$;
COMMENT ON FUNCTION @extschema@.next_hour(timestamptz, timestamptz) IS 'the first hour of a range that is over and not closed';

/* What was refused is sent again, once each time the hour is taken up. */
CREATE FUNCTION @extschema@.take_up(hour timestamptz, setting @extschema@.setting) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    INSERT INTO @extschema@.run AS r (hour, seed, rows_planned)
    VALUES (take_up.hour, setting.seed, CASE WHEN setting.query IS NULL THEN setting.rows_per_hour END)
    ON CONFLICT ON CONSTRAINT run_pkey DO UPDATE
    SET attempts = r.attempts + 1;
    PERFORM @extschema@.set_pace(take_up.hour);

    UPDATE @extschema@.object AS o
    SET state = 'refused'
    WHERE o.hour = take_up.hour AND o.state = 'sent'
      AND EXISTS (SELECT FROM awspipe.outbox_results AS a
                  WHERE a.outbox_id = o.outbox_id AND a.outcome = 'dead_letter');
END
$$;
COMMENT ON FUNCTION @extschema@.take_up(timestamptz, @extschema@.setting) IS 'begins to work on an hour, or begins again';

/* Returns whether there may be more to do at once. */
CREATE FUNCTION @extschema@.advance(hour timestamptz, setting @extschema@.setting) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    run @extschema@.run;
    worked boolean := true;
BEGIN
    SELECT * INTO STRICT run FROM @extschema@.run AS r WHERE r.hour = advance.hour FOR UPDATE;
    CASE run.step
        WHEN 'generate' THEN PERFORM @extschema@.generate(run, setting);
        WHEN 'write' THEN worked := @extschema@.write(run, setting);
        WHEN 'load' THEN worked := @extschema@.load(run, setting);
        WHEN 'verify' THEN worked := @extschema@.verify(run, setting);
    END CASE;
    IF worked AND run.error_code IS NOT NULL THEN
        UPDATE @extschema@.run AS r
        SET error_code = NULL, error_message = NULL, error_detail = NULL, error_at = NULL
        WHERE r.hour = advance.hour;
    END IF;
    RETURN worked;
END
$$;
COMMENT ON FUNCTION @extschema@.advance(timestamptz, @extschema@.setting) IS 'does the next piece of work on an hour';

/* Network, throttling, conflict: worth another try. */
CREATE FUNCTION @extschema@.may_pass(error_code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN left(error_code, 2) IN ('08', '40', '53');
COMMENT ON FUNCTION @extschema@.may_pass(text) IS 'tells whether what failed with this SQLSTATE may be tried again';

CREATE FUNCTION @extschema@.note_failure(turn @extschema@.turn, setting @extschema@.setting) RETURNS @extschema@.turn
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE @extschema@.run AS r
    SET error_code = turn.error_code,
        error_message = turn.error_message,
        error_detail = nullif(turn.error_detail, ''),
        error_at = clock_timestamp()
    WHERE r.hour = turn.hour;

    turn.failing_since := coalesce(turn.failing_since, clock_timestamp());
    turn.finished := NOT @extschema@.may_pass(turn.error_code)
        OR clock_timestamp() - turn.failing_since > setting.retry_for;
    turn.pause := least(30, coalesce(nullif(turn.pause, 0) * 2, 1));
    RETURN turn;
END
$$;
COMMENT ON FUNCTION @extschema@.note_failure(@extschema@.turn, @extschema@.setting) IS 'decides whether a piece that failed is tried again';

/*
 * One turn of the loop below: waits as the turn before asked for, then takes
 * up an hour or does a piece of the one that is open.  An error undoes the
 * piece, and is returned, since the loop has to give back its lock before it
 * can raise it.
 */
CREATE FUNCTION @extschema@.take_turn(
        from_hour timestamptz, to_hour timestamptz, before @extschema@.turn)
    RETURNS @extschema@.turn
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    turn @extschema@.turn := before;
BEGIN
    turn.finished := false;
    BEGIN
        PERFORM pg_sleep(turn.pause) WHERE turn.pause > 0;
        IF NOT EXISTS (SELECT FROM @extschema@.run AS r WHERE r.hour = before.hour AND r.step <> 'closed') THEN
            turn.hour := @extschema@.next_hour(from_hour, to_hour);
            turn.finished := turn.hour IS NULL;
            turn.pause := 0;
            PERFORM @extschema@.take_up(turn.hour, setting) WHERE NOT turn.finished;
        ELSIF @extschema@.advance(turn.hour, setting) THEN
            turn.pause := 0;
            turn.failing_since := NULL;
        ELSE
            turn.pause := least(1, greatest(0.05, turn.pause * 2));
        END IF;
        turn.error_code := NULL;
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        GET STACKED DIAGNOSTICS
            turn.error_code = RETURNED_SQLSTATE,
            turn.error_message = MESSAGE_TEXT,
            turn.error_detail = PG_EXCEPTION_DETAIL,
            turn.error_hint = PG_EXCEPTION_HINT;
        turn := @extschema@.note_failure(turn, setting);
    END;
    RETURN turn;
END
$$;
COMMENT ON FUNCTION @extschema@.take_turn(timestamptz, timestamptz, @extschema@.turn) IS 'does one piece of work, after a pause if there was nothing to do';

CREATE FUNCTION @extschema@.report_failure(turn @extschema@.turn) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
BEGIN
    IF turn.error_code IS NOT NULL THEN
        RAISE EXCEPTION '%', turn.error_message
            USING ERRCODE = turn.error_code,
                  DETAIL = concat_ws(' ', format('Hour %s is not closed.', turn.hour), nullif(turn.error_detail, '')),
                  HINT = coalesce(nullif(turn.error_hint, ''), 'The next run goes on from there.');
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.report_failure(@extschema@.turn) IS 'raises the error that a run ended with, if any';

/*
 * The lock belongs to the session: it has to outlast transactions.  A call
 * that was cancelled at the wrong moment may have left it to this session.
 */
CREATE VIEW @extschema@.worker AS
SELECT h.pid
FROM awspipe.lock_holder('@extschema@.run') AS h (pid)
WHERE h.pid IS NOT NULL;
COMMENT ON VIEW @extschema@.worker IS 'the session that closes hours at the moment, if there is one';

CREATE FUNCTION @extschema@.acquire_lock() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM @extschema@.worker AS w WHERE w.pid = pg_backend_pid())
       OR awspipe.try_lock('@extschema@.run', session => true) THEN
        RETURN true;
    END IF;
    RAISE NOTICE 'hours are being closed by another session'
        USING DETAIL = format('It has process ID %s.', (SELECT string_agg(w.pid::text, ', ') FROM @extschema@.worker AS w));
    RETURN false;
END
$$;
COMMENT ON FUNCTION @extschema@.acquire_lock() IS 'makes this session the one that closes hours, unless another is';

/*
 * A procedure that commits can have no SET clause, so this one does not rely
 * on the caller's search_path: everything is qualified, and there are no
 * operators.
 */
CREATE PROCEDURE @extschema@.close_hours(from_hour timestamptz, to_hour timestamptz)
    LANGUAGE plpgsql
    AS $$
DECLARE
    turn @extschema@.turn;
BEGIN
    /* refuses a transaction block before anything is done */
    COMMIT;
    IF NOT @extschema@.acquire_lock() THEN
        RETURN;
    END IF;
    LOOP
        turn := @extschema@.take_turn(from_hour, to_hour, turn);
        COMMIT;
        EXIT WHEN turn.finished;
    END LOOP;
    PERFORM awspipe.unlock('@extschema@.run');
    PERFORM @extschema@.report_failure(turn);
END
$$;
COMMENT ON PROCEDURE @extschema@.close_hours(timestamptz, timestamptz) IS 'closes the hours of a range that are over, one after another, as run_due() and back_fill() do';

CREATE PROCEDURE @extschema@.run_due()
    LANGUAGE plpgsql
    AS $$
BEGIN
    CALL @extschema@.close_hours((awspipe.settings(NULL::@extschema@.setting, deployed => true)).start_hour, NULL);
END
$$;
COMMENT ON PROCEDURE @extschema@.run_due() IS 'closes every hour that is over and not closed yet, in order, each exactly once; goes on with what another call has left';

CREATE FUNCTION @extschema@.check_range(from_hour timestamptz, to_hour timestamptz) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM awspipe.settings(NULL::@extschema@.setting, deployed => true);
    IF from_hour IS NULL OR to_hour IS NULL THEN
        RAISE EXCEPTION 'a range of hours must not be null'
            USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF from_hour <> date_trunc('hour', from_hour, 'UTC') OR to_hour <> date_trunc('hour', to_hour, 'UTC')
       OR to_hour <= from_hour THEN
        RAISE EXCEPTION 'range must begin and end with full hours, and not be empty'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_hour > clock_timestamp() THEN
        RAISE EXCEPTION 'hours that are not over cannot be closed'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_range(timestamptz, timestamptz) IS 'refuses what back_fill() cannot close';

CREATE PROCEDURE @extschema@.back_fill(from_hour timestamptz, to_hour timestamptz)
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM @extschema@.check_range(from_hour, to_hour);
    CALL @extschema@.close_hours(from_hour, to_hour);
END
$$;
COMMENT ON PROCEDURE @extschema@.back_fill(timestamptz, timestamptz) IS 'closes the hours of a range, its end not included, that are not closed yet';
