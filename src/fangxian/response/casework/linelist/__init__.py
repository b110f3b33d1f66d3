"""Line lists: from a file as somebody keeps it to cases, contacts' links and a list of what could not be read.

Pure reading stands here (files, columns, cells, references); :mod:`..actions.import_linelist` writes.
"""
