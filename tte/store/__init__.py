"""The log of a session: one SQLite file that keeps every event, in order and chained by hashes.

Import the module that you need (`tte.store.session_file`, `tte.store.quick`, `tte.store.folder`): this
package imports nothing by itself, so that the quick readers never wait for SQLModel.
"""
