-- A ledger as version 1 of the schema was written, by the program that knew no other.
BEGIN TRANSACTION;
CREATE TABLE events (
	id INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	marker VARCHAR(200) NOT NULL, 
	attempt INTEGER, 
	issue VARCHAR(20) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	provider VARCHAR(60) NOT NULL, 
	audience TEXT NOT NULL, 
	remote_id TEXT NOT NULL, 
	detail JSON NOT NULL, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	user TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (marker, attempt, kind)
);
INSERT INTO "events" VALUES(1,'2024-02-01T10:30:00.000+00:00','test','nk-2024-01-5f1c',NULL,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','tester@example.org','','{"answer": "250 taken"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(2,'2024-02-01T10:31:00.000+00:00','intent','nk-2024-01-5f1c',1,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(3,'2024-02-01T10:31:00.000+00:00','failed','nk-2024-01-5f1c',1,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','','{"why": "Zo\u00eb\u2019s server said \u201cno\u201d"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(4,'2024-02-01T10:32:00.000+00:00','intent','nk-2024-01-5f1c',2,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(5,'2024-02-01T10:32:00.000+00:00','sending','nk-2024-01-5f1c',2,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','<2024-01@example.org>','{}','mail1',4711,'anna');
INSERT INTO "events" VALUES(6,'2024-02-01T10:33:00.000+00:00','unknown','nk-2024-01-5f1c',2,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','<2024-01@example.org>','{"why": "the line went dead"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(7,'2024-03-02T10:30:00.000+00:00','test','nk-2024-02-77aa',NULL,'2024-02','77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa','smtp','tester@example.org','','{"answer": "250 taken"}','mail1',4711,'anna');
INSERT INTO "events" VALUES(8,'2024-02-01T10:39:00.000+00:00','resolved-sent','nk-2024-01-5f1c',2,'2024-01','5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c','smtp','readers@lists.example.org','<2024-01@example.org>','{"by": "anna"}','mail1',4711,'anna');
CREATE TABLE ledger (
	version INTEGER NOT NULL
);
INSERT INTO "ledger" VALUES(1);
CREATE INDEX ix_events_marker ON events (marker);
CREATE TRIGGER no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
COMMIT;
