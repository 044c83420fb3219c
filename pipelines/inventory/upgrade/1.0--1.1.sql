/* pgawspipe_inventory 1.1; see tools/assemble for what is added to this */

\echo Use "ALTER EXTENSION pgawspipe_inventory UPDATE TO '1.1'" to load this file. \quit
