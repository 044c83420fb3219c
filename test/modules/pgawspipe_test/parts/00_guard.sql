/* pgawspipe_test: what tests need to see of src/aws, topic by topic */
\echo Use "CREATE EXTENSION pgawspipe_test" to load this file. \quit

