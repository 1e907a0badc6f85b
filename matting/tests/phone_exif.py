# phone.exif: big-endian, orientation 6, maker note, GPS, thumbnail
import struct
def ifd(entries, at, nxt=0):
    body=b''; vals=b''; base=at+2+12*len(entries)+4
    for tag,kind,count,val in sorted(entries):
        if len(val)<=4: v=val.ljust(4,b'\0')
        else:
            v=struct.pack('>I',base+len(vals)); vals+=val+(b'\0' if len(val)%2 else b'')
        body+=struct.pack('>HHI',tag,kind,count)+v
    return struct.pack('>H',len(entries))+body+struct.pack('>I',nxt)+vals
a=lambda s:(2,len(s)+1,s.encode()+b'\0')
def S(*v): return (3,len(v),struct.pack('>%dH'%len(v),*v))
def L(*v): return (4,len(v),struct.pack('>%dI'%len(v),*v))
def R(*v): return (5,len(v)//2,struct.pack('>%dI'%len(v),*v))
U=lambda b:(7,len(b),b)
def build():
    photo=[(0x829a,*R(1,60)),(0x8827,*S(200)),(0x9000,*U(b'0232')),(0x9003,*a('2026:11:24 10:00:00')),(0x927c,*U(b'MAKERNOTE preview of the background'*4)),(0xa002,*L(4032)),(0xa003,*L(3024)),(0xa434,*a('Lens X')),(0x9214,*S(10,20,30,40))]
    gps=[(0,1,4,bytes([2,3,0,0])),(1,*a('N')),(2,*R(52,1,31,1,12,1)),(3,*a('E')),(4,*R(13,1,24,1,18,1))]
    thumb=b'\xff\xd8THUMBNAIL\xff\xd9'
    img=lambda p,g:[(0x10f,*a('Maker')),(0x110,*a('Phone 12')),(0x112,*S(6)),(0x11a,*R(72,1)),(0x131,*a('Camera 1.0')),(0x132,*a('2026:11:24 10:00:00')),(0x8298,*a('(c) Someone')),(0x2bc,1,20,b'<x:xmp>PLACE</x:xmp>'[:20]),(0x8769,*L(p)),(0x8825,*L(g)),(0xc4a5,*U(b'PrintIM0'))]
    n0=len(ifd(img(0,0),8)); p=8+n0; np_=len(ifd(photo,p)); g=p+np_; ng=len(ifd(gps,g)); t=g+ng
    one=lambda o:[(0x103,*S(6)),(0x201,*L(o)),(0x202,*L(len(thumb)))]
    n1=len(ifd(one(0),t))
    return b'MM\0*\0\0\0\x08'+ifd(img(p,g),8,t)+ifd(photo,p)+ifd(gps,g)+ifd(one(t+n1),t)+thumb
open('phone.exif','wb').write(build())
