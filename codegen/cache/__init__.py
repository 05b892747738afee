# SPDX-License-Identifier: MIT
"""What a run of configure.py keeps for the next one, in one file of the build folder.

    file    the door: reads and writes `configure.cache`
    stamps  what tells that a file or a folder is as it was
    face    what of a spec can be seen from outside of its own generated files
    reprint makes the files of a spec again whose face has not changed

There are three kinds of runs. If everything is as it was, nothing is done. If only
specs have changed, and none of their faces, their own files are made again from them and
from the specs that they name. In all other cases, everything is done, as in a folder
that is empty. All of them leave the same bytes behind and say the same.

The file is a hint. One that is not there, is damaged, or was written by another version
is as good as none. It is JSON: whatever is in it, nothing of it is run, and no file is
written that it names. It decides whether there is something to do, so whoever may write
it can have the outputs stay as they are; who can do that can as well write build.ninja
beside it, which says what is run.
"""
